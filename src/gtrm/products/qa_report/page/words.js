// Words in both languages: the page shows those of its `lang`.

const SEVERITIES = {
  critical: ["Crítica", "Critical"],
  warning: ["Advertencia", "Warning"],
  info: ["Aviso", "Notice"],
};
const STATES = {
  open: ["Sin archivo anterior", "No earlier file"],
  new: ["Nueva", "New"],
  still: ["Sigue", "Still there"],
  waived: ["Aceptada", "Accepted"],
  fixed: ["Corregida", "Corrected"],
};
const COLUMNS = {
  rule: ["Regla", "Rule"],
  file: ["Archivo", "File"],
  sheet: ["Hoja", "Sheet"],
  row: ["Fila", "Row"],
  column: ["Columna", "Column"],
  value: ["Valor", "Value"],
  hint: ["Cómo corregir", "How to fix"],
};

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined && text !== null) made.textContent = text;
  return made;
}

// Append a text in both languages, as text: never as markup.
function say(parent, es, en) {
  [["es", es], ["en", en]].forEach(([language, text]) => {
    const words = element("span", "", text);
    words.lang = language;
    parent.append(words);
  });
  return parent;
}

function figure(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

function language() {
  return document.documentElement.lang;
}

// Options hold text only: they are named again when the language changes.
function addOption(select, value, es, en) {
  const option = element("option", "", language() === "es" ? es : en);
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
