// The rules of forms Б and В, the same as profprobes/form_rules.py: both read one description and pass one corpus of examples.
const words = (text) => text.toLowerCase().replaceAll("ё", "е").match(/[\p{L}\p{N}_]+/gu) ?? [];
const folded = (text) => ` ${words(text).join(" ")} `;
const plain = (text) => text.replaceAll("\r\n", "\n").replaceAll("\0", "").normalize("NFC").trim();
const length = (text) => [...text].length;

export function hasAvoidedWord(text, list) {
  const line = folded(text);
  return list.some((word) => line.includes(folded(word).trimEnd()));
}

export function sentences(text) {
  return text.split(/[.!?…]+(?=\s|$)/u).filter((piece) => /[\p{L}\p{N}_]/u.test(piece)).length;
}

// → {clean, errors: [{field, code}], hints: [{field, code}]}
export function check(rules, content) {
  const found = { clean: {}, errors: [], hints: [] };
  const error = (field, code) => found.errors.push({ field, code });
  checkLevels(rules.levels, content, found.clean, error);
  checkChoices(rules.choices ?? {}, content, found.clean, error);
  checkTexts(rules, content, found, error);
  checkWords(rules.avoid, content, found);
  return found;
}

function checkLevels(levels, content, clean, error) {
  if (!levels) return;
  let rated = 0;
  for (const name of levels.fields) {
    let value = content[name] ?? null;
    if (value !== null && !levels.values.includes(value)) {
      error(name, "level");
      value = null;
    }
    if (levels.rated.includes(value)) rated += 1;
    clean[name] = value;
  }
  if (rated < levels.min_rated) error(levels.fields[0], "few_levels");
}

function checkChoices(choices, content, clean, error) {
  for (const [name, choice] of Object.entries(choices)) {
    let value = content[name] || "";
    if (typeof value !== "string" || (value && !choice.values.includes(value))) {
      error(name, "choice");
      value = "";
    } else if (!value && choice.required) error(name, "required");
    clean[name] = value;
  }
}

function checkTexts(rules, content, found, error) {
  for (const [name, limit] of Object.entries(rules.texts ?? {})) {
    let value = content[name] || "";
    if (typeof value !== "string") {
      error(name, "wrong");
      value = "";
    }
    value = plain(value);
    if (length(value) > limit) error(name, "too_long");
    found.clean[name] = value;
  }
  if (rules.any_text && !rules.any_text.some((name) => found.clean[name])) error(rules.any_text[0], "any_text");
  for (const [name, [choice, value]] of Object.entries(rules.in_words ?? {})) {
    if (found.clean[choice] === value && !found.clean[name]) error(name, "in_words");
  }
  for (const [name, most] of Object.entries(rules.sentences ?? {})) {
    if (sentences(found.clean[name]) > most) found.hints.push({ field: name, code: "sentences" });
  }
}

function checkWords(avoid, content, found) {
  if (!avoid) return;
  const names = avoid.fields.filter((name) => hasAvoidedWord(found.clean[name], avoid.words));
  const confirmed = content[avoid.confirm] === true;
  found.clean[avoid.confirm] = names.length > 0 && confirmed;
  for (const field of names) (confirmed ? found.hints : found.errors).push({ field, code: "words" });
}

export function isEmptyReflection(rules, content) {
  const { fields, min_words: least, empty } = rules.reflection;
  const phrases = new Set(empty.map(folded));
  return fields.every((name) => {
    const text = plain(String(content[name] || ""));
    return words(text).length < least || phrases.has(folded(text));
  });
}

export function allAlike(contents, fields, least = 3) {
  const cards = contents.map((content) => JSON.stringify(fields.map((name) => content[name] ?? null)));
  return cards.length >= least && new Set(cards).size === 1 && fields.some((name) => contents[0][name]);
}
