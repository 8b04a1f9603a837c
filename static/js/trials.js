// Pages of career trials: counters over ticks, rows of lists, the sum of the timing, the language shown on a phone. Everything works without it.

const one = (root, selector) => root.querySelector(selector);
const all = (root, selector) => [...root.querySelectorAll(selector)];

function countTicks(form) {
  const boxes = all(form, "input[name=pupils]");
  const picked = boxes.filter((box) => box.checked).length;
  const least = Number(form.dataset.least || 0);
  const most = Number(form.dataset.most || Infinity);
  one(form, "[data-picked]").textContent = picked;
  const bar = one(form, "[data-picked-bar]");
  if (bar) bar.value = picked;
  const say = one(form, "[data-picked-say]");
  if (say) {
    const state = picked < least ? "few" : picked > most ? "many" : "good";
    say.textContent = picked ? say.dataset[`say${state[0].toUpperCase()}${state.slice(1)}`] : "";
    say.classList.toggle("is-bad", state !== "good");
    say.classList.toggle("is-good", state === "good");
  }
  for (const group of all(form, "[data-class]")) {
    const count = one(group, "[data-class-count]");
    if (count) count.textContent = all(group, "input[name=pupils]:checked").length;
  }
}

function watchTicks(form) {
  form.addEventListener("change", () => countTicks(form));
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-all], [data-none]");
    if (!button) return;
    const tick = "all" in button.dataset;
    for (const box of all(button.closest("[data-class]"), "input[name=pupils]")) box.checked = tick && !("clash" in box.dataset);
    countTicks(form);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  countTicks(form);
}

function addRow(button) {
  const box = button.closest("[data-formset]");
  const total = one(box, "input[name$=-TOTAL_FORMS]");
  const html = one(box, "template").innerHTML.replaceAll("__prefix__", total.value);
  one(box, "[data-rows]").insertAdjacentHTML("beforeend", html);
  total.value = Number(total.value) + 1;
  one(box, "[data-rows] > :last-child input, [data-rows] > :last-child textarea")?.focus();
}

function watchRows(box) {
  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-row]");
    if (button) addRow(button);
  });
  box.addEventListener("change", (event) => {
    if (event.target.name?.endsWith("-DELETE")) event.target.closest(".list-row").classList.toggle("is-dropped", event.target.checked);
  });
}

function watchTiming(box) {
  const limit = Number(box.dataset.timing);
  const sum = () => {
    const total = all(box, "[data-minutes]").reduce((minutes, input) => minutes + (Number(input.value) || 0), 0);
    one(box, "[data-sum]").textContent = total;
    const line = one(box, "[data-sum-line]");
    line.classList.toggle("is-over", total > limit);
    one(box, "[data-sum-rest]").textContent = total > limit ? line.dataset.over.replace("0", total - limit) : line.dataset.left.replace("0", limit - total);
  };
  box.addEventListener("input", sum);
  sum();
}

function watchLanguage(box) {
  const show = (code) => {
    box.classList.toggle("shows-kk", code === "kk");
    box.classList.toggle("shows-ru", code === "ru");
    for (const button of all(box, "[data-show-lang]")) button.setAttribute("aria-pressed", String(button.dataset.showLang === code));
  };
  box.classList.add("has-lang-tabs");
  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show-lang]");
    if (button) show(button.dataset.showLang);
  });
  const wrong = one(box, ".has-error");
  show(wrong?.closest(".pair-cell-ru") ? "ru" : "kk");
}

function start(root) {
  all(root, "[data-picker-group]").forEach(watchTicks);
  all(root, "[data-formset]").forEach(watchRows);
  all(root, "[data-timing]").forEach(watchTiming);
  all(root, "[data-lang-tabs]").forEach(watchLanguage);
}

start(document);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
