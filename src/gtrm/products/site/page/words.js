// Numbers, months and days in the page's language.

const MONTHS = WORDS.months;

// Spanish: 2 953,5 with narrow spaces that do not break; English: 2,953.5.
function numberText(value, decimals = 0) {
  const [whole, rest] = Math.abs(value).toFixed(decimals).split(".");
  return (value < 0 ? "−" : "") + grouped(whole, t("\u202f", ",")) + (rest ? t(",", ".") + rest : "");
}

const FORMATS = {
  people: (value) => numberText(value),
  count: (value) => numberText(value),
  quantity: (value) => numberText(value, Number.isInteger(value) ? 0 : 2),
  usd: (value) => numberText(value, Number.isInteger(value) ? 0 : 2),
  share: (value) => `${numberText(100 * value, 1)}${t("\u00a0", "")}%`,
};

function monthName(code) {
  return code ? `${MONTHS[Number(code.slice(5, 7)) - 1][language()]} ${t("de ", "")}${code.slice(0, 4)}` : "";
}

function monthShort(code) {
  return MONTHS[Number(code.slice(5, 7)) - 1][language()].slice(0, 3);
}

function dateText(text) {
  if (!text) return "";
  const [year, month, day] = text.slice(0, 10).split("-");
  return day ? `${Number(day)} ${t("de ", "")}${MONTHS[month - 1][language()]} ${t("de ", "")}${year}` : text;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// A code of the release in words; one without words is shown as it is.
function word(code) {
  const text = WORDS.codes[code];
  return text ? told(text) : code || "";
}
