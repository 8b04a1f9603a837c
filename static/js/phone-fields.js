// Reading and filling the fields of a phone's form, and showing what its rules say.
const isLevel = (name) => /^[cs]_/.test(name);

export function read(form) {
  const content = {};
  for (const input of form.elements) {
    if (!input.name || input.type === "hidden" || input.type === "file" || input.tagName === "BUTTON") continue;
    if (input.type === "radio") {
      content[input.name] ??= isLevel(input.name) ? null : "";
      if (input.checked) content[input.name] = isLevel(input.name) ? Number(input.value) : input.value;
    } else if (input.type === "checkbox") content[input.name] = input.checked;
    else content[input.name] = input.value;
  }
  return content;
}

export function fill(form, content) {
  for (const input of form.elements) {
    if (!input.name || input.type === "hidden" || input.type === "file" || input.tagName === "BUTTON") continue;
    const value = content?.[input.name];
    if (input.type === "radio") input.checked = value !== null && value !== undefined && value !== "" && String(value) === input.value;
    else if (input.type === "checkbox") input.checked = value === true;
    else input.value = value ?? "";
    if (input.tagName === "TEXTAREA") input.dispatchEvent(new Event("counted"));
  }
  for (const counter of form.querySelectorAll("[data-counter-for]")) {
    const input = document.getElementById(counter.dataset.counterFor);
    if (input) counter.querySelector("[data-counter]").textContent = [...input.value].length;
  }
}

export const isBlank = (content) => Object.values(content).every((value) => value === null || value === "" || value === false);

export function clearFindings(form) {
  for (const note of form.querySelectorAll("[data-finding]")) note.remove();
  for (const field of form.querySelectorAll(".has-error")) field.classList.remove("has-error");
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
}

// Puts each sentence beside its field and moves to the first; answers whether there was any.
export function showErrors(form, errors, sentences) {
  let first = null;
  for (const { field, code } of errors) {
    const input = form.elements[field];
    const one = input instanceof RadioNodeList ? input[0] : input;
    const box = one?.closest(".field");
    if (!box) continue;
    first ??= box;
    box.classList.add("has-error");
    one.setAttribute("aria-invalid", "true");
    box.append(note(sentences[code], "field-error"));
  }
  if (first) {
    first.scrollIntoView({ block: "center" });
    first.querySelector("input, textarea")?.focus({ preventScroll: true });
  }
  return Boolean(first);
}

export function showHints(form, hints, sentences) {
  for (const { field, code } of hints) {
    if (code === "words") continue;
    form.elements[field]?.closest?.(".field")?.append(note(sentences[code], "hint"));
  }
}

function note(text, kind) {
  const line = document.createElement("p");
  line.className = kind;
  line.dataset.finding = "";
  line.textContent = text;
  if (kind === "field-error") line.setAttribute("role", "alert");
  return line;
}

// Calls save(content) at every tap and shortly after every letter, at once when the page goes away.
export function watch(form, save) {
  let timer = null;
  const now = () => {
    clearTimeout(timer);
    timer = null;
    save(read(form));
  };
  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (event.target.type === "radio" || event.target.type === "checkbox") now();
    else timer = setTimeout(now, 250);
  });
  const flush = () => timer && now();
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => document.hidden && flush());
  return flush;
}
