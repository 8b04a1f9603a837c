// A pupil's files: each is acknowledged by itself; without a connection they wait on the phone.
import { queue, queued, send, unqueue } from "./phone-outbox.js";

const data = JSON.parse(document.getElementById("files-data").textContent);
const form = document.querySelector("[data-files]");
const problem = document.querySelector("[data-problem]");
const list = document.querySelector("[data-waiting-files]");
const store = self.kopirStore;

async function show() {
  const waiting = await queued((one) => one.kind === "file" && one.participation === data.participation && (one.state === "waiting" || one.state === "refused"));
  list.hidden = !waiting.length;
  const rows = waiting.map((one) => Object.assign(document.createElement("li"), { textContent: one.message ? `${one.file_name}: ${one.message}` : one.file_name }));
  list.querySelector("ul").replaceChildren(...rows);
}

form.addEventListener("submit", async (event) => {
  const file = form.elements.upload.files[0];
  if (!file || !(await store.keepsFiles())) return; // the plain form does it, online
  event.preventDefault();
  problem.hidden = true;
  const fields = { kind: form.elements.kind.value, people: form.elements.people.value, caption: form.elements.caption.value };
  const item = await queue({ kind: "file", url: data.url, participation: data.participation, file, file_name: file.name, fields });
  if (navigator.onLine) await send();
  const after = (await queued((one) => one.uuid === item.uuid))[0];
  if (after?.state === "refused") {
    await unqueue(item.uuid);
    problem.hidden = false;
    problem.querySelector("[data-problem-text]").textContent = after.message;
    return problem.scrollIntoView({ block: "center" });
  }
  if (after?.state === "sent") return location.reload();
  form.elements.upload.value = "";
  form.elements.upload.dispatchEvent(new Event("change", { bubbles: true }));
  await show();
});
addEventListener("kopir:sent", show);
await show();
document.documentElement.dataset.ready = "files";
