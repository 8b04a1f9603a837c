// Reporting an incident where there is no connection: the report waits on the phone and goes by itself.
import { queue, queued, send, unqueue } from "./phone-outbox.js";

const data = JSON.parse(document.getElementById("incident-data").textContent);
const form = document.querySelector("[data-incident]");
const problem = document.querySelector("[data-problem]");
const waiting = document.querySelector("[data-waiting-report]");

// A page that lay on the phone for hours carries an old hour: take the present one, in the form of the field.
const at = form.elements.at;
if (at && at.value === at.defaultValue && !form.querySelector(".has-error")) {
  const now = new Date();
  at.value = new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, at.value.length || 16);
}

function say(text) {
  problem.hidden = false;
  problem.querySelector("[data-problem-text]").textContent = text;
  problem.scrollIntoView({ block: "center" });
}

function read() {
  const fields = new FormData(form);
  return {
    severity: fields.get("severity") ?? "",
    kind: fields.get("kind") ?? "",
    at: fields.get("at") ?? "",
    pupils: fields.getAll("pupils").map(Number),
    description: (fields.get("description") ?? "").trim(),
    first_actions: (fields.get("first_actions") ?? "").trim(),
  };
}

form.addEventListener("submit", async (event) => {
  const body = read();
  if (!body.severity || !body.description || !body.first_actions) return; // the portal's own form says what is missing, or the browser that it is offline
  event.preventDefault();
  problem.hidden = true;
  const row = await queue({ uuid: fieldUuid(), kind: "incident", url: data.url, trial: data.trial, body });
  if (navigator.onLine) await send();
  const after = (await queued((one) => one.uuid === row.uuid))[0];
  if (after?.state === "refused") {
    await unqueue(row.uuid);
    return say(after.message);
  }
  if (after?.state === "sent") return location.assign(after.result ?? data.list);
  form.hidden = true;
  waiting.hidden = false;
  waiting.scrollIntoView({ block: "center" });
});

const fieldUuid = () => form.elements.client_uuid?.value || undefined;
if ((await queued((one) => one.kind === "incident" && one.trial === data.trial && one.state === "waiting")).length) waiting.hidden = false;
document.documentElement.dataset.ready = "incident";
