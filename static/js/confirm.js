// Destructive actions: <details data-confirm> unfolds its form without script; with it the same form stands in a dialog.
function openDialog(details) {
  const panel = details.querySelector("[data-confirm-panel]");
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", panel.getAttribute("aria-labelledby"));
  dialog.append(panel);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    details.append(panel);
    dialog.remove();
    details.querySelector("summary").focus();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-confirm-close]")) dialog.close();
  });
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const summary = event.target.closest?.("details[data-confirm] > summary");
  if (!summary || !window.HTMLDialogElement) return;
  event.preventDefault();
  openDialog(summary.parentElement);
});
