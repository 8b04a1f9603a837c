// The service worker: keeps the pages of a mentor's visit and of a pupil's trial on the phone, and sends the queue when the connection is back.
// The view puts the addresses of this release in front of this text as self.KOPIR.
const { version, shell, scripts, offline, token, logout, static: STATIC } = self.KOPIR;
importScripts(...scripts);

const ASSETS = `kopir-assets-${version}`;
const PAGES = "kopir-pages";
const META = "kopir-meta";
// Only these pages are kept; never a consent, a parents' page, a list of people.
const KEPT = [/^\/visits\/(\d+\/((briefing|same|contacts|group-card)\/|cards\/(\d+\/)?)?)?$/, /^\/trials\/\d+\/incidents\/new\/$/, /^\/my-trials\/(\d+\/((before|after|files|survey)\/)?)?$/];
const FINGERPRINT = /\.[0-9a-f]{12}\.\w+$/;
const PATIENCE = 6000; // a workshop with a bar of signal: after this many milliseconds the kept page shows

self.addEventListener("install", (event) => {
  event.waitUntil(keepAssets([...shell, offline]).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) if (name.startsWith("kopir-assets-") && name !== ASSETS) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && url.pathname === logout) event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (url.pathname.startsWith(STATIC)) event.respondWith(asset(request));
  else if (request.mode === "navigate") event.respondWith(page(request, url.pathname));
});

self.addEventListener("message", (event) => {
  const { type, person, pages, assets } = event.data ?? {};
  if (type === "keep") event.waitUntil(keepVisit(person, pages, assets));
  if (type === "drop") event.waitUntil(dropPages(pages));
  if (type === "forget") event.waitUntil(forget());
});

self.addEventListener("sync", (event) => {
  if (event.tag === "kopir-outbox") event.waitUntil(self.kopirSend.sendAll({ tokenUrl: token }));
});

async function keepAssets(addresses) {
  const cache = await caches.open(ASSETS);
  await Promise.allSettled(addresses.map(async (address) => (await cache.match(address)) ?? cache.add(address)));
}

async function asset(request) {
  const kept = await caches.match(request, { ignoreSearch: true });
  if (kept && FINGERPRINT.test(new URL(request.url).pathname)) return kept; // its name changes with its content
  try {
    const response = await fetch(request);
    if (response.ok) (await caches.open(ASSETS)).put(request, response.clone());
    return response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function page(request, path) {
  const keeps = KEPT.some((pattern) => pattern.test(path));
  const kept = keeps ? await keptPage(path) : undefined;
  try {
    const response = await (kept ? within(fetch(request), PATIENCE) : fetch(request));
    if (kept && response.status >= 500) return kept;
    if (keeps) await keepPage(path, response.clone());
    return response;
  } catch {
    return kept ?? (await caches.match(offline)) ?? Response.error();
  }
}

// A pupil's card is one page with the whole group in it, so any kept card page of the visit serves for every pupil.
async function keptPage(path) {
  const cache = await caches.open(PAGES);
  const group = /^\/visits\/\d+\/cards\//.exec(path)?.[0];
  return (await cache.match(path)) ?? (group && (await cache.match(group)));
}

async function keepPage(path, response) {
  const owner = response.headers.get("X-Kopir-Person");
  if (response.status !== 200 || response.redirected || !owner) return;
  await ownedBy(owner);
  await (await caches.open(PAGES)).put(path, response);
}

// Pages of one person only: when another one signs in, those of the first go.
async function ownedBy(owner) {
  const meta = await caches.open(META);
  const known = await (await meta.match("/person"))?.text();
  if (known === owner) return;
  await caches.delete(PAGES);
  await meta.put("/person", new Response(owner));
}

async function keepVisit(person, pages, assets) {
  await keepAssets(assets);
  await ownedBy(person);
  let count = 0;
  for (const path of new Set(pages)) {
    const response = await fetch(path, { credentials: "same-origin" }).catch(() => null);
    if (response) await keepPage(path, response);
    count += response?.ok ? 1 : 0;
  }
  new BroadcastChannel("kopir").postMessage({ type: "kept", pages: count });
}

// Pages whose time is over: the numbers of a visit.
async function dropPages(pages) {
  const cache = await caches.open(PAGES);
  for (const path of pages) await cache.delete(path);
}

async function forget() {
  await caches.delete(PAGES);
  await caches.delete(META);
}

function within(promise, milliseconds) {
  return Promise.race([promise, new Promise((_, failed) => setTimeout(() => failed(new Error("slow")), milliseconds))]);
}
