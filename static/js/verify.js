// Check of a file against a paper: the SHA-256 is computed here, and nothing but the 64 hex digits is sent.
const section = document.querySelector("[data-verify]");
const input = section?.querySelector("input[type=file]");
const result = section?.querySelector("[data-verify-result]");

async function sha256(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function check(file) {
  if (!window.crypto?.subtle) {
    result.textContent = section.dataset.insecure;
    return;
  }
  result.textContent = section.dataset.busy;
  try {
    const answer = await fetch(section.dataset.verify, {
      method: "POST",
      headers: { "X-CSRFToken": section.dataset.csrf },
      body: new URLSearchParams({ sha256: await sha256(file) }),
    });
    const found = await answer.json();
    result.textContent = found.text;
    result.dataset.result = found.result;
  } catch {
    result.textContent = section.dataset.failed;
  }
}

input?.addEventListener("change", () => {
  if (input.files[0]) check(input.files[0]);
});
