// Form Б, one pupil per screen: goes through the group on the phone itself, keeps every tap, queues each finished card.
import { draft, dropDraft, forgetSent, isOpen, queue, queued, saveDraft, send } from "./phone-outbox.js";
import { clearFindings, fill, isBlank, read, showErrors, showHints, watch } from "./phone-fields.js";
import { allAlike, check } from "./phone-rules.js";

const data = JSON.parse(document.getElementById("visit-data").textContent);
const form = document.querySelector("[data-card]");
const part = (name) => document.querySelector(`[data-${name}]`);
const fields = data.rules.levels.fields;
const draftId = (pupil) => `${data.visit}:${pupil.id}`;
const kind = "card";
let pupil = null;
let item = null; // this pupil's card in the queue, whatever became of it
let alikeSeen = false;

await forgetSent(data.rendered);

const cardsHere = () => queued((one) => one.kind === kind && one.visit === data.visit);
const briefedHere = async () => new Set((await queued((one) => one.kind === "briefing" && one.visit === data.visit)).flatMap((one) => one.body.pupils));

// What became of each pupil's card: on the portal, or here on the phone.
async function states() {
  const cards = new Map((await cardsHere()).map((one) => [one.body.participation, one]));
  const briefed = await briefedHere();
  return new Map(data.pupils.map((one) => [one.id, { card: cards.get(one.id), state: stateOf(one, cards.get(one.id), briefed) }]));
}

function stateOf(one, card, briefed) {
  if (card) return { waiting: "waiting", refused: "refused", sent: "sent", conflict: "conflict" }[card.state];
  if ((one.state === "not_briefed" || one.state === "absent") && briefed.has(one.id)) return "open";
  return one.state;
}

const settled = new Set(["sent", "waiting", "conflict", "absent"]);
const fillable = new Set(["open", "draft", "reopened", "waiting", "refused"]);

async function show(next, { push = true } = {}) {
  pupil = next;
  const all = await states();
  const { card, state } = all.get(pupil.id);
  item = card;
  clearFindings(form);
  part("confirm").hidden = true;
  const kept = await draft(kind, draftId(pupil));
  const content = contentOf(state, kept);
  fill(form, content);
  part("plus-delta").open = Boolean(content.plus || content.delta || content.next);
  showHead(all);
  showNotices(state, Boolean(kept) && kept.same_for_all === true);
  const locked = !fillable.has(state);
  part("fields").disabled = locked;
  part("save").hidden = locked;
  part("skip").hidden = !locked;
  if (push) history.pushState({ pupil: pupil.id }, "", pupil.url);
}

function contentOf(state, kept) {
  if (state === "sent") return item?.body.content ?? pupil.content ?? {};
  return kept ?? item?.body.content ?? pupil.content ?? {}; // a draft is newer than what lies in the queue
}

function showHead(all) {
  const index = data.pupils.indexOf(pupil);
  part("name").textContent = pupil.name;
  part("class").textContent = pupil.class;
  part("position").textContent = `${index + 1} / ${data.pupils.length}`;
  part("photo").textContent = pupil.photo;
  part("photo").closest(".mark").classList.toggle("mark-no", pupil.photo_forbidden);
  part("conditions").textContent = pupil.conditions;
  part("conditions-box").hidden = !pupil.conditions;
  part("earlier-box").hidden = !pupil.earlier.length;
  part("earlier").replaceChildren(...pupil.earlier.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  const done = [...all.values()].filter(({ state }) => settled.has(state)).length;
  part("done").value = done;
  part("previous").disabled = index === 0;
  part("following").disabled = index === data.pupils.length - 1;
  document.title = `${pupil.name} · ${document.title.split(" · ").pop()}`;
}

function showNotices(state, isSame) {
  for (const notice of document.querySelectorAll("[data-notice]")) notice.hidden = notice.dataset.notice !== state;
  part("same-note").hidden = !isSame || settled.has(state);
  part("alike").hidden = true;
  if (state === "refused") part("refusal").textContent = item.message;
  if (state === "conflict") part("conflict-link").href = item?.conflict || pupil.conflict || "#";
}

const flush = watch(form, async (content) => {
  if (part("fields").disabled) return;
  const earlier = await draft(kind, draftId(pupil));
  if (isOpen(item ?? {})) return keepInQueue(content);
  if (isBlank(content) && !earlier) return;
  await saveDraft(kind, draftId(pupil), { ...content, same_for_all: earlier?.same_for_all });
  part("kept").hidden = false;
});

// A card that still waits here is corrected where it lies.
async function keepInQueue(content) {
  const { errors, clean } = check(data.rules, content);
  if (errors.length) return saveDraft(kind, draftId(pupil), content);
  const now = (await cardsHere()).find((one) => one.uuid === item.uuid);
  if (now && isOpen(now)) item = await queue({ ...now, body: { ...now.body, content: clean } });
  part("kept").hidden = false;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  flush();
  clearFindings(form);
  const { clean, errors, hints } = check(data.rules, read(form));
  if (errors.some((one) => one.code === "words")) part("confirm").hidden = false;
  if (showErrors(form, errors, data.sentences)) return;
  if (await asksToLook(clean)) return;
  showHints(form, hints, data.sentences);
  item = await queue({ uuid: isOpen(item ?? {}) ? item.uuid : undefined, kind, url: data.url, visit: data.visit, body: { participation: pupil.id, content: clean } });
  await dropDraft(kind, draftId(pupil));
  if (navigator.onLine) send();
  await goOn();
});

// The same levels pressed for everybody: a hint once, no block.
async function asksToLook(clean) {
  if (alikeSeen) return false;
  const here = (await cardsHere()).filter((one) => one.body.participation !== pupil.id).map((one) => one.body.content);
  const there = data.pupils.filter((one) => one.state === "sent" && one.id !== pupil.id).map((one) => one.content);
  if (!allAlike([...here, ...there, clean], fields)) return false;
  alikeSeen = true;
  part("alike").hidden = false;
  part("alike").scrollIntoView({ block: "center" });
  return true;
}

async function goOn() {
  const all = await states();
  const index = data.pupils.indexOf(pupil);
  const ring = [...data.pupils.slice(index + 1), ...data.pupils.slice(0, index)];
  const next = ring.find((one) => ["open", "draft", "reopened"].includes(all.get(one.id).state));
  if (!next) return location.assign(data.back);
  await show(next);
  scrollTo({ top: 0 });
  document.querySelector("h1").focus({ preventScroll: true });
}

const move = (step) => async () => {
  flush();
  const next = data.pupils[data.pupils.indexOf(pupil) + step];
  if (next) await show(next);
  scrollTo({ top: 0 });
};
part("previous").addEventListener("click", move(-1));
part("following").addEventListener("click", move(1));
part("skip").addEventListener("click", goOn);
addEventListener("popstate", (event) => {
  const back = data.pupils.find((one) => one.id === event.state?.pupil);
  if (back) show(back, { push: false });
});
addEventListener("kopir:sent", async () => {
  const all = await states();
  item = all.get(pupil.id).card;
  showHead(all);
  if (item && !isOpen(item)) {
    showNotices(all.get(pupil.id).state, false);
    part("fields").disabled = true;
    part("save").hidden = true;
    part("skip").hidden = false;
  }
});

function first(all) {
  const named = data.pupils.find((one) => location.pathname === one.url);
  const waiting = data.pupils.find((one) => ["open", "draft", "reopened"].includes(all.get(one.id).state));
  return named ?? waiting ?? data.pupils.find((one) => one.id === data.current) ?? data.pupils[0];
}
const start = first(await states());
history.replaceState({ pupil: start.id }, "", location.pathname);
await show(start, { push: false });
document.documentElement.dataset.ready = "card";
