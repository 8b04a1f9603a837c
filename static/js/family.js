// Families: printing, and the look-through of pages by swipe or arrow keys. Everything works without it by links.
document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));

const deck = document.querySelector("[data-deck]");
const turn = (rel) => deck?.querySelector(`a[rel=${rel}]`)?.click();
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

if (deck) {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
    if (event.key === "ArrowRight") turn("next");
    if (event.key === "ArrowLeft") turn("prev");
  });

  const sheet = document.querySelector("[data-swipe]");
  let start = null;
  sheet?.addEventListener("touchstart", (event) => { start = event.touches.length === 1 ? event.touches[0] : null; }, { passive: true });
  sheet?.addEventListener("touchend", (event) => {
    if (!start) return;
    const end = event.changedTouches[0];
    const across = end.clientX - start.clientX;
    // A swipe is clearly sideways; a scroll that drifts is not one.
    if (Math.abs(across) > 70 && Math.abs(across) > 2 * Math.abs(end.clientY - start.clientY)) turn(across < 0 ? "next" : "prev");
    start = null;
  }, { passive: true });
}
