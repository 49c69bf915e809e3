// A figure is a cell of the release: a number, withheld, at least a number, or not reported.

const SHORT_MARKS = { withheld: "prot.", unknown: "–" }; // where there is no room for words
const MARKS = {
  withheld: () => t("protegido", "protected"),
  unknown: (row) => (row && ABSENCES[row.status] ? ABSENCES[row.status]() : SHORT_MARKS.unknown),
};
const ABSENCES = {
  month_not_loaded: () => t("mes no cargado", "month not loaded"),
  not_submitted: () => t("sin reporte", "no report"),
};
const MEANINGS = {
  withheld: () => t("de 1 a 4 personas, o ligada a una cifra que lo es", "1 to 4 people, or tied to a figure that is"),
  unknown: () => t("No se conoce: no es cero", "Not known: not zero"),
  least: () => t("Al menos: hay cifras protegidas que no se suman", "At least: protected figures are not added"),
};

function stateOf(row, column) {
  if (!row) return "unknown";
  const isNull = row[column] === null || row[column] === undefined;
  if (row.withheld_count) return row[column] ? "least" : "withheld"; // at least 0 says nothing
  if (isNull && row.withheld_figures && row.withheld_figures.split(/,\s*/).includes(column)) return "withheld";
  return isNull ? "unknown" : "number";
}

// The text of a figure, the same wherever it is shown or read aloud.
function figureText(row, column, format = "people") {
  const kind = stateOf(row, column);
  if (MARKS[kind]) return MARKS[kind](row);
  const text = FORMATS[format](row[column]);
  return kind === "least" ? `≥\u00a0${text}` : text;
}

function shortText(row, column, format) {
  return SHORT_MARKS[stateOf(row, column)] || figureText(row, column, format);
}

// The row of a region and month, or what its absence says.
function rowOrAbsence(row, month = state.month) {
  return row || { status: isLoaded(month) ? "not_submitted" : "month_not_loaded" };
}

// The figure with its meaning, for a title and for who hears the page.
function figureSpoken(row, column, format) {
  const meaning = meaningOf(row, stateOf(row, column));
  return figureText(row, column, format) + (meaning && ` (${meaning})`);
}

function figure(row, column, format = "people") {
  const kind = stateOf(row, column);
  const made = el(`span.figure.${kind}`, figureText(row, column, format));
  const meaning = meaningOf(row, kind);
  if (meaning) {
    made.title = meaning;
    made.append(el("span.unseen", ` (${meaning})`));
  }
  return made;
}

// Why there is no number, or not the whole one; '' for a plain number.
function meaningOf(row, kind) {
  const isTold = !row || !row.status || row.status === "reported" || row.status in ABSENCES;
  if (kind === "unknown" && !isTold) return `${word(row.status)}. ${MEANINGS.unknown()}`;
  return MEANINGS[kind] ? MEANINGS[kind]() : "";
}

// A figure that a person corrected says so wherever it stands.
function overrideMark(row) {
  if (!row || !row.is_overridden) return null;
  const text = t("Corregida por la oficina", "Corrected by the office");
  const why = [row.override_reason, row.override_source, dateText(row.override_date)].filter(Boolean).join(" · ");
  return el("span.mark", { title: why }, `✎ ${text}`);
}

// A figure that cannot be right as it stands says so wherever it stands.
function boundsMark(row) {
  if (!row || !(row.is_outside_bounds || row.months_outside_bounds_count)) return null;
  const why = t("Hay menos personas que en el sector mayor, o más que en todos los sectores juntos, según lo reportado.", "There are fewer people than in the largest sector, or more than in all sectors together, as reported.");
  return el("span.mark", { title: why }, `⚠ ${OUTSIDE_BOUNDS()}`, el("span.unseen", ` (${why})`));
}
const OUTSIDE_BOUNDS = () => t("Fuera de límites", "Outside its bounds");

// The people whom a figure lacks because nobody broke them down, by the figure's column.
const WITHOUT_BREAKDOWN = {
  people_reached_count: "people_without_breakdown_count",
  people_regions_count: "people_regions_without_breakdown_count",
  people_nationwide_count: "people_nationwide_without_breakdown_count",
  people_reached_cumulated_count: "people_without_breakdown_cumulated_count",
};

function withoutBreakdown(row, column) {
  const beside = WITHOUT_BREAKDOWN[column];
  if (!row || !beside || row[beside] === 0 || stateOf(row, beside) === "unknown") return null;
  const what = row.aggregation_model === "maxagegender_2021" ? t("sin edad y sexo", "without age and sex") : t("sin grupo de población", "without a population group");
  return el("span.mark", { title: t("No están en la cifra.", "They are not in the figure.") }, t("y ", "and "), figure(row, beside), ` ${what}`);
}

// What a reader has to know before using a figure.
function doubts(row, column) {
  return [withoutBreakdown(row, column), boundsMark(row)].filter(Boolean);
}

// The same as a column of a table whose rows hold their figure in `row`; none where there is no doubt.
function doubtColumns(rows, column) {
  if (!rows.some(({ row }) => doubts(row, column).length)) return [];
  const text = ({ row }) => doubts(row, column).map((mark) => mark.textContent).join("; ");
  return [{ name: t("Marcas", "Marks"), text, node: ({ row }) => el("div", doubts(row, column)) }];
}

// Which of several figures cannot be right: `name` gives a row's month or place.
function boundsNote(rows, name) {
  const names = rows.filter((row) => row.is_outside_bounds).map(name);
  return names.length ? note(`⚠ ${OUTSIDE_BOUNDS()}: ${names.join(", ")}.`) : null;
}

// Notes on the marks that some of these figures bear.
function markNotes(figures) {
  const kinds = figures.map(([row, column]) => stateOf(row, column));
  return [
    kinds.includes("withheld") && note(`${MARKS.withheld()}: ${MEANINGS.withheld()}.`),
    kinds.includes("least") && note(`≥: ${MEANINGS.least()}.`),
  ];
}

function hasNumber(row, column) {
  return ["number", "least"].includes(stateOf(row, column));
}

const RANKS = { number: 0, least: 0, withheld: 1, unknown: 2 };

// Numbers by size; after them what is withheld, then what is not known, whichever way they are sorted.
function compareFigures(one, other, column, direction) {
  const [left, right] = [one, other].map((row) => RANKS[stateOf(row, column)]);
  return left - right || (left ? 0 : direction * (one[column] - other[column]));
}

// For an ordering of rows, or of lines whose row `of` gives.
function largestFirst(column, of = (row) => row) {
  return (one, other) => compareFigures(of(one), of(other), column, -1);
}
