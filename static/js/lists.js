// Lists: <input type="checkbox" data-bulk> rows, a data-bulk-all box in the head, the bar that counts what is ticked.
function refresh() {
  document.querySelectorAll("[data-bulk-bar]").forEach((bar) => {
    const form = document.getElementById(bar.dataset.bulkBar);
    const ticked = form ? [...form.elements].filter((box) => box.matches("[data-bulk]:checked")).length : 0;
    bar.querySelector("[data-bulk-count]").textContent = ticked;
    bar.classList.toggle("is-live", ticked > 0);
    bar.hidden = ticked === 0;
  });
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-bulk-all]")) {
    const form = event.target.form;
    [...form.elements].filter((box) => box.matches("[data-bulk]")).forEach((box) => { box.checked = event.target.checked; });
  }
  if (event.target.matches("[data-bulk], [data-bulk-all]")) refresh();
});
document.addEventListener("htmx:afterSettle", refresh);
refresh();
