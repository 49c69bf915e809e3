// The report's words: each text is on the page in both languages, and the page shows those of its `lang`.

const SEVERITIES = WORDS.severities;
const STATES = WORDS.states;
const COLUMNS = WORDS.columns;

// Append a text in both languages, as text: never as markup.
function say(parent, es, en) {
  return sayText(parent, { es, en });
}

function sayText(parent, text) {
  Object.entries(text).forEach(([language, words]) => parent.append(el("span", { lang: language }, words)));
  return parent;
}

// Options hold text only: they are named again when the language changes.
function addOption(select, value, es, en) {
  const option = el("option", t(es, en));
  option.value = value;
  option.dataset.es = es;
  option.dataset.en = en;
  select.append(option);
}

document.getElementById("language").addEventListener("click", () => {
  document.documentElement.lang = language() === "es" ? "en" : "es";
  document.querySelectorAll("option").forEach((option) => {
    option.textContent = option.dataset[language()];
  });
});
