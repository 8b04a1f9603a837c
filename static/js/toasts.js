// Toasts: Django's messages are there already, HX-Trigger {"toast": {"text": …, "tone": …}} and failures of requests add more.
const STAY_MS = 8000;
const say = document.body.dataset;

function watch(toast) {
  if (toast.classList.contains("tone-clay")) return; // an error stays until it is read and closed
  let timer = 0;
  const leave = () => { timer = setTimeout(() => toast.remove(), STAY_MS); };
  const wait = () => clearTimeout(timer);
  for (const name of ["mouseenter", "focusin"]) toast.addEventListener(name, wait);
  for (const name of ["mouseleave", "focusout"]) toast.addEventListener(name, leave);
  leave();
}

export function showToast(text, tone = "sky") {
  const template = document.getElementById("toast-template");
  const box = document.getElementById("toasts");
  if (!template || !box) return;
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.classList.replace("tone-sky", `tone-${tone}`);
  toast.querySelector("[data-toast-text]").textContent = text;
  box.append(toast);
}

const box = document.getElementById("toasts");
if (box) {
  box.querySelectorAll("[data-toast]").forEach(watch);
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
    if (node.matches?.("[data-toast]")) watch(node);
  }))).observe(box, { childList: true });
}

document.addEventListener("click", (event) => {
  event.target.closest?.("[data-toast-close]")?.closest("[data-toast]").remove();
});
document.addEventListener("toast", (event) => showToast(event.detail.text, event.detail.tone));
document.addEventListener("htmx:responseError", () => showToast(say.sayFailed, "clay"));
document.addEventListener("htmx:sendError", () => showToast(say.sayOffline, "sun"));

// A button copies its text: <button type="button" data-copy="…">.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    showToast(say.sayCopied, "leaf");
  } catch {
    showToast(say.sayFailed, "clay"); // the clipboard may be closed to a page without HTTPS
  }
});
