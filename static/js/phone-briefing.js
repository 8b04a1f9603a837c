// The briefing on site: tick everybody, then correct; recorded at once, or queued where there is no connection.
import { queue, queued, send, unqueue } from "./phone-outbox.js";

const data = JSON.parse(document.getElementById("briefing-data").textContent);
const form = document.querySelector("[data-briefing]");
const boxes = [...form.querySelectorAll('input[name="pupils"]')];
const count = document.querySelector("[data-ticked]");
const problem = document.querySelector("[data-problem]");

const recount = () => (count.textContent = boxes.filter((box) => box.checked).length);
form.addEventListener("change", recount);
form.querySelector('[name="everybody"]')?.addEventListener("click", (event) => {
  event.preventDefault();
  const all = !boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = all;
  recount();
});

function say(text) {
  problem.hidden = false;
  problem.querySelector("[data-problem-text]").textContent = text;
  problem.scrollIntoView({ block: "center" });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const pupils = boxes.filter((box) => box.checked).map((box) => Number(box.value));
  if (!pupils.length) return say(problem.dataset.nobody);
  const marks = Object.fromEntries([...form.querySelectorAll("[data-mark]")].map((box) => [box.name, box.checked]));
  const item = await queue({ kind: "briefing", url: data.url, visit: data.visit, body: { pupils, ...marks } });
  if (navigator.onLine) await send();
  const after = (await queued((one) => one.uuid === item.uuid))[0];
  if (after?.state === "refused") {
    await unqueue(item.uuid); // the person sees the reason here and now, and the ticks are still there
    return say(after.message);
  }
  location.assign(data.back);
});

const waiting = new Set((await queued((one) => one.kind === "briefing" && one.visit === data.visit)).flatMap((one) => one.body.pupils));
for (const box of boxes) if (waiting.has(Number(box.value))) box.closest("[data-row]").hidden = true;
recount();
document.documentElement.dataset.ready = "briefing";
