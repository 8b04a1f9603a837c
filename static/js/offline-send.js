// Sends what waits in the queue, oldest first, each paper acknowledged by itself. Runs in a page and, with Background Sync, in the service worker.
// A paper leaves the queue only when the portal has said that it has it. It leaves one name: kopirSend.
(() => {
  const store = self.kopirStore;
  const channel = self.BroadcastChannel ? new BroadcastChannel("kopir") : null;
  const tell = (message) => channel?.postMessage(message);
  const open = (item) => item.state === "waiting" || item.state === "refused";

  class Stopped extends Error {} // no connection, signed out, portal down: everything stays, try later

  async function freshToken(url) {
    const response = await ask(url, { headers: { Accept: "application/json" } });
    if (response.status === 401) throw new Stopped("signed_out");
    if (!response.ok) throw new Stopped("server");
    return response.json();
  }

  async function ask(url, options) {
    try {
      return await fetch(url, { credentials: "same-origin", cache: "no-store", redirect: "error", ...options });
    } catch {
      throw new Stopped("offline");
    }
  }

  function request(item, csrf) {
    const headers = { Accept: "application/json", "X-CSRFToken": csrf };
    if (item.file) {
      const body = new FormData();
      for (const [name, value] of Object.entries(item.fields)) body.append(name, value);
      body.append("upload", item.file, item.file_name);
      return { method: "POST", headers, body };
    }
    const body = JSON.stringify({ ...item.body, client_uuid: item.uuid, device_time: item.device_time });
    return { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body };
  }

  async function sendOne(item, session) {
    let response = await ask(item.url, request(item, session.csrf));
    if (response.status === 403 && !isJson(response)) {
      session.csrf = (await freshToken(session.url)).csrf; // the token of a page that lay on the phone for a day is old
      response = await ask(item.url, request(item, session.csrf));
    }
    if (response.status === 401) throw new Stopped("signed_out");
    if (response.status >= 500 || response.status === 429) throw new Stopped("server");
    return { response, answer: isJson(response) ? await response.json() : {} };
  }

  const isJson = (response) => (response.headers.get("Content-Type") ?? "").includes("json");

  function outcome(item, response, answer) {
    const at = Date.parse(response.headers.get("Date")) || Date.now();
    if (response.ok) return { ...item, state: "sent", sent_at: at, file: null, result: answer.url };
    if (response.status === 409 && answer.status === "conflict") return { ...item, state: "conflict", sent_at: at, conflict: answer.url, file: null };
    return { ...item, state: "refused", code: answer.code ?? String(response.status), message: answer.message ?? "" };
  }

  async function work(tokenUrl, progress) {
    const items = (await store.all("outbox")).filter(open).sort((a, b) => a.queued_at - b.queued_at);
    const result = { sent: 0, total: items.length, refused: 0, stopped: "" };
    if (!items.length) return result;
    const blocked = new Set(); // visits whose briefing was refused: their cards would be refused for the same reason
    try {
      const session = { url: tokenUrl, ...(await freshToken(tokenUrl)) };
      const own = items.filter((item) => item.person === session.person);
      result.total = own.length;
      if (!own.length) result.stopped = "other_person";
      for (const item of own) {
        if (blocked.has(item.visit)) continue;
        const { response, answer } = await sendOne(item, session);
        const after = outcome(item, response, answer);
        // While it travelled, the author may have changed it: then the newer one stays in the queue under the same number.
        const now = await store.get("outbox", item.uuid);
        if (now) await store.put("outbox", now.changed === item.changed ? after : { ...now, state: "waiting" });
        if (after.state === "refused") {
          result.refused += 1;
          if (item.kind === "briefing") blocked.add(item.visit);
        } else result.sent += 1;
        progress?.(result);
        tell({ type: "progress", ...result });
      }
    } catch (stop) {
      if (!(stop instanceof Stopped)) throw stop;
      result.stopped = stop.message;
    }
    tell({ type: "done", ...result });
    return result;
  }

  self.kopirSend = {
    // Send everything of the signed-in person. Two pages and the worker take turns; where turns are not offered, repeats harm nothing.
    sendAll: ({ tokenUrl, progress }) =>
      navigator.locks ? navigator.locks.request("kopir-outbox", () => work(tokenUrl, progress)) : work(tokenUrl, progress),
  };
})();
