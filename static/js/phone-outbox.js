// The phone's side of offline work: the queue, the line that tells how many papers wait, sending when the connection is back, a copy to a file.
import "./offline-store.js";
import "./offline-send.js";

const store = self.kopirStore;
// Whose phone this is and where to send stands beside the script; the line that tells about the queue is on most pages, not on all.
const strip = document.querySelector("[data-strip]");
const facts = (document.querySelector("[data-outbox]") ?? strip).dataset; // pages kept on a phone before carry it on the line
const TWO_WEEKS = 14 * 24 * 3600 * 1000;
export const person = facts.person;

export const draftKey = (kind, id) => `${person}|${kind}|${id}`;
export const draft = async (kind, id) => (await store.get("drafts", draftKey(kind, id)))?.content;
export const saveDraft = (kind, id, content) => store.put("drafts", { key: draftKey(kind, id), person, content, touched_at: Date.now() });
export const dropDraft = (kind, id) => store.remove("drafts", draftKey(kind, id));
export const queued = async (filter = () => true) => (await store.all("outbox")).filter((item) => item.person === person && filter(item));
export const isOpen = (item) => item.state === "waiting" || item.state === "refused";

export function newUuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // pages without https have no randomUUID
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// Put a paper into the queue; with a uuid of one that still waits it takes its place. The author's time is the device's.
export async function queue(item) {
  const now = Date.now();
  const uuid = item.uuid ?? newUuid();
  const earlier = await store.get("outbox", uuid);
  const row = { ...item, uuid, person, state: "waiting", queued_at: earlier?.queued_at ?? now, changed: now, device_time: new Date(now).toISOString() };
  await store.put("outbox", row);
  navigator.storage?.persist?.();
  (await navigator.serviceWorker?.getRegistration?.())?.sync?.register("kopir-outbox").catch(() => {}); // where it is not offered, the page sends itself
  await show();
  return row;
}

export const unqueue = async (uuid) => {
  await store.remove("outbox", uuid);
  await show();
};

let sending = null;
// Send what waits; answers what came of it. Several calls share one run.
export function send() {
  sending ??= self.kopirSend.sendAll({ tokenUrl: facts.token, progress: onProgress }).finally(async () => {
    sending = null;
  });
  return sending.then(async (result) => {
    lastStop = result.stopped;
    await show(result.total > 1 && result.sent === result.total ? result : null);
    dispatchEvent(new CustomEvent("kopir:sent", { detail: result }));
    return result;
  });
}

let lastStop = "";
const onProgress = (result) => showState("sending", { sent: result.sent, count: result.total });

function showState(name, numbers = {}) {
  if (!strip) return;
  for (const part of strip.querySelectorAll("[data-strip-state]")) {
    part.hidden = part.dataset.stripState !== name;
    if (part.hidden) continue;
    for (const [key, value] of Object.entries(numbers)) for (const place of part.querySelectorAll(`[data-${key}]`)) place.textContent = value;
    for (const place of part.querySelectorAll("[data-waiting]")) place.hidden = !numbers.count;
  }
  strip.hidden = !name;
  strip.className = `offline strip strip-${name || "none"}`;
}

async function show(finished = null) {
  if (!strip) return;
  const waiting = await queued(isOpen);
  const refused = waiting.filter((item) => item.state === "refused");
  strip.querySelector("[data-export]").hidden = !waiting.length;
  strip.querySelector("[data-retry]").hidden = !waiting.length || !navigator.onLine;
  const reasons = strip.querySelector("[data-reasons]");
  reasons.replaceChildren(...[...new Set(refused.map((item) => item.message).filter(Boolean))].map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  if (!navigator.onLine || lastStop === "offline") return showState(waiting.length || !navigator.onLine ? "offline" : "", { count: waiting.length });
  if (waiting.length && (lastStop === "signed_out" || lastStop === "other_person")) return showState("signed-out", { count: waiting.length });
  if (refused.length) return showState("refused", { count: refused.length });
  if (waiting.length) return showState("waiting", { count: waiting.length });
  if (finished) {
    showState("finished", { count: finished.total });
    return setTimeout(() => show(), 4000);
  }
  return showState("");
}

// What the portal has already shown to have needs no trace here; `rendered` is the portal's clock when it made the page.
export async function forgetSent(rendered) {
  for (const item of await queued((one) => !isOpen(one))) {
    if (item.sent_at < rendered - 1000 || Date.now() - item.queued_at > TWO_WEEKS) await store.remove("outbox", item.uuid);
  }
}

async function exportCopy() {
  const rows = (await queued(isOpen)).map(({ file, ...rest }) => ({ ...rest, file: file ? { name: rest.file_name, bytes: file.size, type: file.type } : undefined }));
  const blob = new Blob([JSON.stringify({ made_at: new Date().toISOString(), person, papers: rows }, null, 2)], { type: "application/json" });
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `kopir-${new Date().toISOString().slice(0, 10)}.json` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function keepPages() {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register(facts.worker, { scope: "/" }).catch(() => null);
  if (!registration) return;
  const ready = await navigator.serviceWorker.ready;
  const gone = document.getElementById("drop-pages");
  if (gone) ready.active.postMessage({ type: "drop", pages: JSON.parse(gone.textContent) });
  const keep = document.getElementById("keep-pages");
  if (!keep || !navigator.onLine) return;
  const assets = performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => name.includes(facts.static));
  ready.active.postMessage({ type: "keep", person, pages: [location.pathname, ...JSON.parse(keep.textContent)], assets });
}

strip?.querySelector("[data-retry]").addEventListener("click", () => send());
strip?.querySelector("[data-export]").addEventListener("click", exportCopy);
addEventListener("online", () => send());
addEventListener("offline", () => show());
document.addEventListener("visibilitychange", () => !document.hidden && navigator.onLine && send());
if (self.BroadcastChannel) {
  new BroadcastChannel("kopir").addEventListener("message", async ({ data }) => {
    if (data.type === "kept") document.documentElement.dataset.kept = data.pages;
    if (data.type === "done" && !sending) {
      lastStop = data.stopped;
      await show();
      dispatchEvent(new CustomEvent("kopir:sent", { detail: data }));
    }
  });
}
await show();
keepPages();
if (navigator.onLine) send();
