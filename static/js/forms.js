// Forms: unsaved input is guarded, characters are counted, a chosen file shows its name, a refused form shows its errors.
const dirty = new WeakSet();

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-guard]");
  if (form) dirty.add(form);
  count(event.target);
});
document.addEventListener("submit", (event) => dirty.delete(event.target));
window.addEventListener("beforeunload", (event) => {
  const unsaved = [...document.querySelectorAll("form[data-guard]")].some((form) => dirty.has(form));
  if (unsaved) event.preventDefault(); // the browser asks in its own words
});

function count(input) {
  const counter = input.id && document.querySelector(`[data-counter-for="${CSS.escape(input.id)}"]`);
  if (!counter) return;
  const length = [...input.value].length;
  counter.querySelector("[data-counter]").textContent = length;
  counter.classList.toggle("is-near", length > 0.9 * counter.dataset.limit);
}

document.addEventListener("change", (event) => {
  const picker = event.target.closest?.("[data-picker]");
  if (!picker) return;
  const name = picker.querySelector("[data-picker-name]");
  name.textContent = [...event.target.files].map((file) => file.name).join(", ") || name.dataset.empty;
});
for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  document.addEventListener(name, (event) => event.target.closest?.("[data-picker]")?.classList.toggle("is-over", over));
}

function showErrors(root) {
  const summary = root.querySelector("[data-focus]");
  if (summary && !summary.closest("[data-still]")) summary.focus();
}
showErrors(document);
document.addEventListener("htmx:afterSwap", (event) => showErrors(event.target));
