// Appearance: the form posts without script; with it the page changes at once and the cookie is kept in the background.
document.addEventListener("submit", (event) => {
  const form = event.target.closest?.("[data-theme-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  const root = document.documentElement;
  root.classList.remove("theme-light", "theme-dark");
  if (theme !== "auto") root.classList.add(`theme-${theme}`);
  document.querySelectorAll("[data-theme-form] button").forEach((button) => button.setAttribute("aria-pressed", String(button.value === theme)));
  const body = new FormData(form);
  body.set("theme", theme);
  fetch(form.action, { method: "POST", body, redirect: "manual" });
});
