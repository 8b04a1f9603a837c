// The visit's page: what waits on this phone is shown beside what the portal has; drafts are sent together.
import { draft, dropDraft, forgetSent, isOpen, queue, queued, send } from "./phone-outbox.js";
import { allAlike, check } from "./phone-rules.js";

const data = JSON.parse(document.getElementById("visit-data").textContent);
const words = document.querySelector("[data-words]").dataset;
const bulk = document.querySelector("[data-bulk-send]");
let warned = false;

await forgetSent(data.rendered);

async function show() {
  const items = await queued((one) => one.visit === data.visit);
  const cards = new Map(items.filter((one) => one.kind === "card").map((one) => [one.body.participation, one]));
  const briefed = new Set(items.filter((one) => one.kind === "briefing" && isOpen(one)).flatMap((one) => one.body.pupils));
  let drafts = 0;
  for (const pupil of data.pupils) {
    const card = cards.get(pupil.id);
    const started = !card && (await draft("card", `${data.visit}:${pupil.id}`));
    if (started) drafts += 1;
    label(pupil.id, card ? { waiting: words.waiting, refused: words.refused, conflict: words.conflict, sent: words.sent }[card.state] : started ? words.draft : briefed.has(pupil.id) ? words.briefed : "");
  }
  for (const place of document.querySelectorAll("[data-briefed-here]")) place.hidden = !briefed.size;
  if (briefed.size) for (const place of document.querySelectorAll("[data-before-briefing]")) place.hidden = true;
  if (!bulk) return;
  bulk.hidden = !drafts && !bulk.dataset.server;
  bulk.querySelector("[data-drafts]").textContent = drafts || bulk.dataset.server;
}

function label(id, text) {
  const place = document.querySelector(`[data-participation="${id}"] [data-here]`);
  if (!place) return;
  place.hidden = !text;
  place.querySelector("[data-here-text]").textContent = text;
}

bulk?.addEventListener("submit", async (event) => {
  const ready = [];
  for (const pupil of data.pupils) {
    const content = await draft("card", `${data.visit}:${pupil.id}`);
    if (!content) continue;
    const { clean, errors } = check(data.rules, content);
    if (!errors.length) ready.push({ pupil, clean });
  }
  if (!ready.length) return; // the drafts are the portal's: the form itself sends them
  event.preventDefault();
  if (!warned && allAlike(ready.map(({ clean }) => clean), data.rules.levels.fields)) {
    warned = true;
    document.querySelector("[data-alike]").hidden = false;
    return;
  }
  for (const { pupil, clean } of ready) {
    await queue({ kind: "card", url: data.url, visit: data.visit, body: { participation: pupil.id, content: clean } });
    await dropDraft("card", `${data.visit}:${pupil.id}`);
  }
  await show();
  if (navigator.onLine) await send();
});

// The portal now knows more than this page: come anew, once for the newest paper it took. Who sent it does not matter: this page, another, or the
// service worker while this page waited for its turn and then found nothing to send.
async function comeAnew() {
  const taken = (await queued((one) => one.visit === data.visit && !isOpen(one))).map((one) => one.sent_at);
  const newest = Math.max(0, ...taken);
  const key = `kopir-seen-${data.visit}`;
  if (newest <= Number(sessionStorage.getItem(key))) return;
  sessionStorage.setItem(key, newest);
  location.reload();
}

addEventListener("kopir:sent", async ({ detail }) => {
  await show();
  if (!detail.stopped && navigator.onLine) await comeAnew();
});
await show();
document.documentElement.dataset.ready = "visit";
