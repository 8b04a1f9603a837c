// Form В, annexes 5 and 6: drafts stay on the phone, what is sent goes into the queue.
import { draft, dropDraft, queue, queued, saveDraft, send, unqueue } from "./phone-outbox.js";
import { clearFindings, fill, isBlank, read, showErrors, watch } from "./phone-fields.js";
import { check, isEmptyReflection } from "./phone-rules.js";

const data = JSON.parse(document.getElementById("form-data").textContent);
const form = document.querySelector("[data-form]");
const problem = document.querySelector("[data-problem]");
const example = document.querySelector("[data-example]");
const kind = data.moment;
const id = String(data.participation);
const mine = async () => (await queued((one) => one.kind === kind && one.participation === data.participation)).pop();

const kept = await draft(kind, id);
const item = await mine();
const waiting = item && (item.state === "waiting" || item.state === "refused");
if (waiting) fill(form, item.body.content);
else if (kept && !form.querySelector(".has-error")) fill(form, kept);
document.querySelector("[data-waiting-note]").hidden = !waiting;

watch(form, async (content) => {
  if (isBlank(content) && !kept) return;
  await saveDraft(kind, id, content);
  for (const note of document.querySelectorAll("[data-kept]")) note.hidden = false;
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearFindings(form);
  problem.hidden = true;
  const content = read(form);
  const { clean, errors } = check(data.rules, content);
  if (showErrors(form, errors, data.sentences)) return;
  if (example?.hidden && data.rules.reflection && isEmptyReflection(data.rules, clean)) {
    example.hidden = false; // shown once; the next press sends the answers as they are
    example.scrollIntoView({ block: "center" });
    return;
  }
  const before = await mine();
  const open = before && (before.state === "waiting" || before.state === "refused");
  const row = await queue({ uuid: open ? before.uuid : undefined, kind, url: data.url, participation: data.participation, body: { content: clean, sign: event.submitter?.name === "sign" } });
  if (navigator.onLine) await send();
  const after = (await queued((one) => one.uuid === row.uuid))[0];
  if (after?.state === "refused") {
    await unqueue(row.uuid);
    problem.hidden = false;
    problem.querySelector("[data-problem-text]").textContent = after.message;
    return problem.scrollIntoView({ block: "center" });
  }
  await dropDraft(kind, id);
  if (after?.state === "conflict") return location.assign(after.conflict);
  location.assign(kind === "after" && after?.state === "sent" ? data.files : data.back);
});
document.documentElement.dataset.ready = kind;
