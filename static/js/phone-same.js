// «Same for everyone»: a draft on this phone for each briefed pupil who has no card yet; corrections follow one by one.
import { draft, queued, saveDraft } from "./phone-outbox.js";
import { clearFindings, read, showErrors } from "./phone-fields.js";
import { check } from "./phone-rules.js";

const data = JSON.parse(document.getElementById("visit-data").textContent);
const form = document.querySelector("[data-card]");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearFindings(form);
  const { clean, errors } = check(data.rules, read(form));
  const confirm = document.querySelector("[data-confirm]");
  if (errors.some((one) => one.code === "words")) confirm.hidden = false;
  if (showErrors(form, errors, data.sentences)) return;
  const here = await queued((one) => one.visit === data.visit);
  const filled = new Set(here.filter((one) => one.kind === "card").map((one) => one.body.participation));
  const briefed = new Set(here.filter((one) => one.kind === "briefing").flatMap((one) => one.body.pupils));
  for (const pupil of data.pupils) {
    const open = pupil.state === "open" || (briefed.has(pupil.id) && ["not_briefed", "absent"].includes(pupil.state));
    const id = `${data.visit}:${pupil.id}`;
    if (open && !filled.has(pupil.id) && !(await draft("card", id))) await saveDraft("card", id, { ...clean, same_for_all: true });
  }
  location.assign(data.url);
});
document.documentElement.dataset.ready = "same";
