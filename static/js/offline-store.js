// Drafts and the queue of papers that wait to be sent, kept on this device: IndexedDB, or localStorage where a browser refuses it (files cannot wait there).
// A plain script, because pages import it and the service worker loads it with importScripts. It leaves one name: kopirStore.
(() => {
  const KEYS = { drafts: "key", outbox: "uuid" };
  let opening = null;

  function open() {
    opening ??= new Promise((done, failed) => {
      if (!self.indexedDB) return failed(new Error("no indexedDB"));
      const request = indexedDB.open("kopir", 1);
      request.onupgradeneeded = () => {
        for (const [name, keyPath] of Object.entries(KEYS)) request.result.createObjectStore(name, { keyPath });
      };
      request.onsuccess = () => {
        request.result.onclose = () => (opening = null); // the browser closed it under storage pressure: open it again next time
        done(request.result);
      };
      request.onerror = () => failed(request.error);
      request.onblocked = () => failed(new Error("blocked"));
    }).catch(() => null);
    return opening;
  }

  async function ask(store, mode, work) {
    const database = await open();
    if (!database) return work(plainStore(store));
    return new Promise((done, failed) => {
      const transaction = database.transaction(store, mode, mode === "readwrite" ? { durability: "strict" } : undefined);
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
  }

  // The same four calls over localStorage; each answers at once.
  function plainStore(store) {
    const prefix = `kopir:${store}:`;
    const read = (key) => JSON.parse(localStorage.getItem(prefix + key) ?? "null") ?? undefined;
    const mine = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    return {
      get: read,
      getAll: () => mine().map((key) => JSON.parse(localStorage.getItem(key))),
      put: (value) => localStorage.setItem(prefix + value[KEYS[store]], JSON.stringify(value)),
      delete: (key) => localStorage.removeItem(prefix + key),
    };
  }

  self.kopirStore = {
    get: (store, key) => ask(store, "readonly", (rows) => rows.get(key)),
    all: (store) => ask(store, "readonly", (rows) => rows.getAll()),
    put: (store, value) => ask(store, "readwrite", (rows) => rows.put(value)),
    remove: (store, key) => ask(store, "readwrite", (rows) => rows.delete(key)),
    keepsFiles: async () => Boolean(await open()),
  };
})();
