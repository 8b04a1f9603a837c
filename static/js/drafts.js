// Drafts of long forms, kept on this device by person and address: every ten seconds and on leaving. The server knows nothing of them.
// A draft goes when its form was saved, when the person throws it away or signs out, and after seven days.
const PREFIX = "kopir:form:";
const EVERY = 10_000;
const DAYS = 7 * 24 * 3600 * 1000;

function storage() {
  try {
    localStorage.setItem(`${PREFIX}?`, "1");
    localStorage.removeItem(`${PREFIX}?`);
    return localStorage;
  } catch {
    return null; // refused or full: the form still asks before it is left
  }
}

const store = storage();
const keys = () => Object.keys(store).filter((key) => key.startsWith(PREFIX));
const read = (key) => JSON.parse(store.getItem(key) ?? "null");

// Values by name, hidden editions included, so that a change made meanwhile is still noticed. No tokens, no files, no passwords.
function values(form) {
  const left = new Set(["csrfmiddlewaretoken"]);
  for (const input of form.elements) if (input.type === "password" || input.type === "file") left.add(input.name);
  return [...new FormData(form)].filter(([name, value]) => !left.has(name) && typeof value === "string");
}

function fill(form, rows) {
  const wanted = Map.groupBy ? Map.groupBy(rows, ([name]) => name) : grouped(rows);
  const next = new Map();
  for (const input of form.elements) {
    if (!input.name || input.name === "csrfmiddlewaretoken" || ["file", "password", "submit", "button"].includes(input.type)) continue;
    const own = (wanted.get(input.name) ?? []).map(([, value]) => value);
    if (input.type === "checkbox" || input.type === "radio") input.checked = own.includes(input.value);
    else if (input.type === "select-multiple") for (const option of input.options) option.selected = own.includes(option.value);
    else {
      const place = next.get(input.name) ?? 0;
      next.set(input.name, place + 1);
      if (place < own.length) input.value = own[place];
    }
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function grouped(rows) {
  const map = new Map();
  for (const row of rows) map.set(row[0], [...(map.get(row[0]) ?? []), row]);
  return map;
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const clock = (at) => new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });

function show(part, at) {
  if (!part) return;
  part.hidden = false;
  part.querySelector("[data-draft-time]").textContent = clock(at);
}

function write(key, rows, sent = false) {
  try {
    store.setItem(key, JSON.stringify({ rows, at: Date.now(), sent, path: location.pathname }));
    return true;
  } catch {
    return false; // the device is full
  }
}

function keep(place, number) {
  const form = place.closest("form");
  const key = `${PREFIX}${place.dataset.draft}:${location.pathname}${location.search}#${number}`;
  const restored = place.querySelector("[data-draft-restored]");
  const kept = place.querySelector("[data-draft-kept]");
  const refused = Boolean(form.querySelector(".has-error, [data-focus]"));
  const before = values(form);
  const draft = read(key);
  form.removeAttribute("data-guard"); // nothing is lost by leaving

  const saved = draft?.sent && !refused && document.querySelector("#toasts [data-toast]:not(.tone-clay)");
  if (refused) write(key, before); // the server gave it back: it is still not saved
  else if (draft && (saved || same(draft.rows, before))) store.removeItem(key);
  else if (draft) {
    fill(form, draft.rows);
    show(restored, draft.at);
  }
  let last = values(form);

  function save(sent = false) {
    const rows = values(form);
    if (same(rows, last) && !sent) return;
    last = rows;
    if (same(rows, before) && !refused) store.removeItem(key);
    else if (write(key, rows, sent) && restored.hidden && !sent) show(kept, Date.now());
  }
  setInterval(save, EVERY);
  addEventListener("pagehide", () => save());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
  form.addEventListener("submit", () => save(true));
  place.querySelector("[data-draft-drop]").addEventListener("click", () => {
    store.removeItem(key);
    last = values(form); // leaving must not keep it again
    location.reload();
  });
}

// Drafts whose form was sent from the page that led here, and those that are too old.
function tidy() {
  const signedIn = document.querySelector('form[action$="/logout/"]');
  const from = document.referrer.startsWith(location.origin) ? new URL(document.referrer).pathname : "";
  for (const key of keys()) {
    const draft = read(key);
    const arrived = draft?.sent && signedIn && draft.path === from && draft.path !== location.pathname;
    if (!draft || arrived || Date.now() - draft.at > DAYS) store.removeItem(key);
  }
}

if (store) {
  tidy();
  document.querySelectorAll("form [data-draft]").forEach((place, number) => place.dataset.draft && keep(place, number));
  document.addEventListener("submit", (event) => {
    if (event.target.action?.endsWith("/logout/")) keys().forEach((key) => store.removeItem(key));
  });
}
