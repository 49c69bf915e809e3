// Words and numbers in the page's language: Spanish first.

const MONTHS = {
  es: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(" "),
  en: "January February March April May June July August September October November December".split(" "),
};

function language() {
  return document.documentElement.lang;
}

// A text that the release has in Spanish only is shown in Spanish.
function t(es, en) {
  return language() === "es" ? es : en ?? es;
}

// Spanish: 2 953,5 with narrow spaces that do not break; English: 2,953.5.
function numberText(value, decimals = 0) {
  const [whole, rest] = Math.abs(value).toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, t("\u202f", ","));
  return (value < 0 ? "−" : "") + grouped + (rest ? t(",", ".") + rest : "");
}

const FORMATS = {
  people: (value) => numberText(value),
  count: (value) => numberText(value),
  quantity: (value) => numberText(value, Number.isInteger(value) ? 0 : 2),
  usd: (value) => numberText(value, Number.isInteger(value) ? 0 : 2),
  share: (value) => `${numberText(100 * value, 1)}${t("\u00a0", "")}%`,
};

function monthName(code) {
  return code ? `${MONTHS[language()][Number(code.slice(5, 7)) - 1]} ${t("de ", "")}${code.slice(0, 4)}` : "";
}

function monthShort(code) {
  return MONTHS[language()][Number(code.slice(5, 7)) - 1].slice(0, 3);
}

function dateText(text) {
  if (!text) return "";
  const [year, month, day] = text.slice(0, 10).split("-");
  return day ? `${Number(day)} ${t("de ", "")}${MONTHS[language()][month - 1]} ${t("de ", "")}${year}` : text;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// Words for codes of the release. A code without words is shown as it is.
const WORDS = {
  sin_dato: ["Sin indicar", "Not stated"],
  reported: ["Reportado", "Reported"],
  not_submitted: ["Sin reporte", "No report"],
  no_count: ["Con reporte, sin cifra", "Reported, without a figure"],
  not_accepted: ["En revisión", "Under review"],
  month_not_loaded: ["Mes no cargado", "Month not loaded"],
  none_reported: ["Nadie de este grupo", "Nobody of this group"],
  partial: ["Parcial", "Partial"],
  received: ["A tiempo", "On time"],
  late: ["Tarde", "Late"],
  nothing_to_report: ["Sin actividades", "Nothing to report"],
  missing: ["No recibido", "Not received"],
  expected: ["Aún en plazo", "Not due yet"],
  active: ["Activa", "Active"],
  paused: ["En pausa", "Paused"],
  critical: ["Crítica", "Critical"],
  warning: ["Advertencia", "Warning"],
  info: ["Aviso", "Notice"],
  total: ["Total del mes", "Total of the month"],
  new_cumulated: ["Nuevas desde enero", "New since January"],
  total_of_month: ["Total del mes", "Total of the month"],
  new: ["Nuevas", "New"],
  session: ["Sesión", "Session"],
  workshop: ["Taller", "Workshop"],
  related_event: ["Evento vinculado", "Related event"],
  regional_government: ["Gobierno regional", "Regional government"],
  national_government: ["Gobierno nacional", "National government"],
  local_government: ["Gobierno local", "Local government"],
  coordination_group: ["Grupo de coordinación", "Coordination group"],
  chair: ["Preside", "Chair"],
  member: ["Miembro", "Member"],
  technical_assistance: ["Asistencia técnica", "Technical assistance"],
  observer: ["Observa", "Observer"],
};

function word(code) {
  return WORDS[code] ? t(...WORDS[code]) : code || "";
}
