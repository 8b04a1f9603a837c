// Numbers of a visit: they leave the screen and the phone when its time is over, also without a connection.
const box = document.querySelector("[data-contacts]");
const over = document.querySelector("[data-contacts-over]");

async function leave() {
  box.remove();
  over.hidden = false;
  (await navigator.serviceWorker?.ready)?.active?.postMessage({ type: "drop", pages: [location.pathname] });
}

const left = () => Date.parse(box.dataset.until) - Date.now();
if (left() <= 0) leave();
else setTimeout(leave, Math.min(left(), 2 ** 31 - 1));
document.documentElement.dataset.ready = "contacts";
