// How people are counted, what words mean, what moved, and every figure's definition and SQL.

const RULES = [
  ["Personas, no servicios.", "People, not services.", "Quien recibe tres servicios en el mes es una persona alcanzada. El modelo de agregación quita la superposición entre sectores.", "Who receives three services in a month is one person reached. The aggregation model removes the overlap between sectors."],
  ["No sume meses.", "Do not add months.", "La misma persona puede estar en varios. Para un periodo use las personas nuevas acumuladas.", "The same person may be in several. For a period use the new people cumulated."],
  ["No sume subgrupos.", "Do not add subgroups.", "Cada subgrupo cuenta a quienes recibieron sus servicios: se superponen.", "Each subgroup counts those who received its services: they overlap."],
  ["No cruce población con sexo y edad.", "Do not cross population with sex and age.", "Son dos desgloses separados del mismo total. Nadie reporta el cruce.", "They are two separate breakdowns of one total. Nobody reports the crossing."],
  ["No sume organizaciones.", "Do not add organisations.", "Una misma organización trabaja en varias regiones y subgrupos.", "One organisation works in several regions and subgroups."],
  ["No sume actividades.", "Do not add activities.", "Raciones, kits y consultas son unidades distintas, y no son personas.", "Rations, kits and consultations are different units, and not people."],
  ["Lo que falta no es cero.", "What is missing is not zero.", "Un mes o una región sin reporte no se conoce.", "A month or region without a report is not known."],
];

function releasePanel() {
  const facts = [
    [t("Edición", "Release"), meta.release.release_id],
    [t("Mes", "Month"), capital(monthName(meta.release.month))],
    [t("Publicada (hora de Lima)", "Published (Lima time)"), meta.release.published_at],
    [t("Versión del esquema", "Schema version"), meta.release.schema_version],
    [t("Huella de los insumos", "Fingerprint of the inputs"), (meta.release.fingerprint || "").slice(0, 16)],
    [t("Superficie", "Surface"), meta.surface === "public" ? t("Pública", "Public") : t("Interna", "Internal")],
  ];
  const earlier = ask("releases");
  const columns = [
    { name: t("Edición", "Release"), text: (row) => row.release_id },
    { name: t("Fecha (hora de Lima)", "Date (Lima time)"), text: (row) => (row.published_at || "").slice(0, 16) },
  ];
  const title = t("Esta edición", "This release");
  const list = el("dl.facts", facts.filter(([, value]) => value).map(([name, value]) => [el("dt", name), el("dd", String(value))]));
  const moved = meta.surface === "public" && note(t("Qué cifras cambiaron desde la edición anterior, cuánto y por qué, está en la versión interna: decirlo aquí revelaría cifras protegidas.", "Which figures moved since the previous release, by how much and why, is in the internal version: to tell it here would reveal protected figures."));
  return panel("half", title, null, list, moved, earlier.rows.length ? fold(t("Ediciones", "Releases"), () => table({ caption: title, question: earlier, columns, rows: earlier.rows, sorted: 1 })) : null);
}

function rulesPanel() {
  const items = RULES.map(([es, en, why, whyEn]) => el("li", el("b", `${t(es, en)} `), t(why, whyEn)));
  return panel("half", t("Cómo leer sin contar dos veces", "How to read without counting twice"), null, el("ul.rules", items));
}

function marksPanel() {
  const marks = [
    [`${MARKS.withheld()} (${SHORT_MARKS.withheld})`, `${capital(MEANINGS.withheld())}. ${t("No es cero.", "It is not zero.")}`],
    ["≥ 120", t("Suma de lo publicado; hay además cifras protegidas.", "Sum of what is published; there are protected figures besides.")],
    [`${ABSENCES.not_submitted()} (–)`, t("No llegó reporte. No se conoce: no es cero.", "No report arrived. Not known: not zero.")],
    [ABSENCES.month_not_loaded(), t("Nadie cargó ese mes en la base. No se conoce: no es cero.", "Nobody loaded that month into the database. Not known: not zero.")],
    ["0", t("Se reportó que no hubo nadie.", "It was reported that there was nobody.")],
    ["⚠", t("Cifra fuera de límites: menos personas que en el sector mayor, o más que en todos los sectores juntos. No puede ser correcta tal como está.", "Figure outside its bounds: fewer people than in the largest sector, or more than in all sectors together. It cannot be right as it stands.")],
    [t("y …", "and …"), t("Personas reportadas sin grupo de población (o sin edad y sexo): el modelo no puede ubicarlas y no están en la cifra.", "People reported without a population group (or without age and sex): the model cannot place them, and they are not in the figure.")],
    ["✎", t("Cifra corregida por la oficina, con fecha, fuente y motivo.", "Figure corrected by the office, with date, source and reason.")],
  ];
  return panel("full", t("Marcas", "Marks"), null, el("dl.facts", marks.map(([mark, text]) => [el("dt", mark), el("dd", text)])));
}

function modelsPanel() {
  const scope = state.region || COUNTRY;
  const question = ask("models_compared", { month_code: state.month, scope_code: scope });
  const title = `${t("Modelos de agregación", "Aggregation models")} · ${regionName(scope)} · ${monthName(state.month)}`;
  const columns = [
    { name: t("Modelo", "Model"), text: (row) => nameOf("models", "aggregation_model", row.aggregation_model) },
    { name: t("Medida", "Measure"), text: (row) => word(row.measure_code) },
    { name: t("Personas", "People"), key: "people_reached_count" },
    { name: t("Registrado", "Registered"), text: (row) => (row.is_registered ? t("Sí, es el publicado", "Yes, the published one") : "") },
    { name: t("Límites", "Bounds"), text: (row) => (row.is_outside_bounds ? `⚠ ${OUTSIDE_BOUNDS()}` : "") },
    { name: t("Nota", "Note"), text: (row) => row.method_note || "" },
  ];
  const rows = question.rows.map((row) => ({ ...row, className: row.is_registered ? "chosen" : "" }));
  rows.sort((one, other) => other.is_registered - one.is_registered || largestFirst("people_reached_count")(one, other));
  const compared = new Set(rows.map((row) => row.aggregation_model));
  const texts = ask("models", { aggregation_model: [...compared] }).rows.map((row) => [el("dt", named(row), " ", el("small", `${row.aggregation_model} v${row.model_version}`)), el("dd", t(row.definition_es, row.definition_en))]);
  return panel("full", title, question, note(comparedNote()), table({ caption: title, question, columns, rows }), texts.length ? el("dl.words", texts) : null);
}

function comparedNote() {
  const where = state.region ? "" : t(" Las cifras del Perú son la suma de las regiones.", " The figures of Peru are the sum of the regions.");
  if (meta.surface === "internal") {
    return t("Se publica el modelo registrado; los demás sirven para comparar.", "The registered model is published; the others are for comparison.") + where;
  }
  return t("Se publica la cifra del modelo registrado. A su lado está la suma de todos los sectores, que cuenta varias veces a quien recibe varios servicios; las demás, en la base interna.", "The figure of the registered model is published. Beside it is the sum of all sectors, which counts several times those who receive several services; the others are in the internal database.") + where;
}

function cumulatedPanel() {
  const scope = state.region;
  const question = ask("people_reached_cumulated", { month_code: state.month, scope_code: scope });
  const title = `${t("Personas nuevas en el año según cada modelo", "New people in the year by each model")}${scope && ` · ${regionName(scope)}`}`;
  if (!scope) return panel("full", title, question, none(t("Elija una región arriba: las personas nuevas se cuentan por región.", "Choose a region above: new people are counted by region.")));
  const columns = [
    { name: t("Modelo", "Model"), text: (row) => nameOf("models", "aggregation_model", row.aggregation_model) },
    { name: t("Nuevas desde el primer mes", "New since the first month"), key: "people_reached_cumulated_count" },
    { name: t("Primer mes", "First month"), text: (row) => row.first_month_code, node: (row) => capital(monthName(row.first_month_code)) },
    { name: t("Meses con datos", "Months with data"), key: "months_counted_count", format: "count" },
  ];
  return panel("full", title, question, table({ caption: title, question, columns, rows: question.rows, sorted: 1 }));
}

function wordsPanel(title, rows) {
  const known = rows.filter((row) => row.definition_es);
  return known.length ? panel("half", title, null, el("dl.words", known.map((row) => [el("dt", named(row)), definition(row) && el("dd", t(row.definition_es, row.definition_en))]))) : null;
}

function overridesPanel() {
  const question = ask("people_reached", { is_overridden: 1 });
  if (!question.rows.length) return null;
  const title = t("Cifras corregidas por la oficina", "Figures corrected by the office");
  const columns = [
    { name: t("Mes", "Month"), text: (row) => row.month_code, node: (row) => capital(monthName(row.month_code)) },
    { name: t("Región", "Region"), text: (row) => regionName(row.scope_code) },
    { name: t("Calculada", "Computed"), key: "people_computed_count" },
    { name: t("Publicada", "Published"), key: "people_reached_count" },
    { name: t("Quién", "Who"), text: (row) => row.override_author },
    { name: t("Fecha", "Date"), text: (row) => row.override_date, node: (row) => dateText(row.override_date) },
    { name: t("Fuente", "Source"), text: (row) => row.override_source },
    { name: t("Motivo", "Reason"), text: (row) => row.override_reason },
  ];
  return panel("full", title, question, table({ caption: title, question, columns, rows: question.rows, sorted: 0 }));
}

function movedPanel() {
  const question = ask("restatements", { to_release_id: meta.release.release_id });
  if (!question.isHeld) return null; // the public surface does not tell what it withheld before
  const title = t("Qué cambió desde la edición anterior", "What moved since the previous release");
  const columns = [
    { name: t("Mes", "Month"), text: (row) => row.month_code || "" },
    { name: t("Región", "Region"), text: (row) => (row.scope_code ? regionName(row.scope_code) : "") },
    { name: t("Cifra", "Figure"), text: (row) => [row.report_name, row.keys, row.figure_name].filter(Boolean).join(" · ") },
    { name: t("Antes", "Before"), key: "from_value", format: "quantity" },
    { name: t("Ahora", "Now"), key: "to_value", format: "quantity" },
    { name: t("Cambio", "Change"), key: "change", format: "quantity" },
    { name: t("Por qué", "Why"), text: (row) => [word(row.cause_type), row.cause_note].filter(Boolean).join(": ") },
  ];
  return panel("full", title, question, question.rows.length ? table({ caption: title, question, columns, rows: question.rows }) : none(t("Ninguna cifra ya publicada cambió.", "No figure already published moved.")));
}

function breachesPanel() {
  const question = ask("breaches", { month_code: state.month });
  if (!question.rows.length) return null;
  const title = t("Modelos fuera de sus límites", "Models outside their bounds");
  const columns = [
    { name: t("Región", "Region"), text: (row) => regionName(row.scope_code) },
    { name: t("Modelo", "Model"), text: (row) => nameOf("models", "aggregation_model", row.aggregation_model) },
    { name: t("Población", "Population"), text: (row) => (row.population_code ? populationName(row.population_code) : "") },
    { name: t("Mayor sector", "Largest sector"), key: "lower_bound_count" },
    { name: t("Personas", "People"), key: "people_count" },
    { name: t("Suma de sectores", "Sum of sectors"), key: "upper_bound_count" },
  ];
  return panel("full", title, question, fold(`${t("Ver la tabla", "Show the table")} (${question.rows.length})`, () => table({ caption: title, question, columns, rows: question.rows })));
}

function definitionsPanel() {
  const names = Object.keys(meta.sql).filter((name) => meta.definitions[name]);
  names.sort((one, other) => told(definitionOf(one).title).localeCompare(told(definitionOf(other).title), "es"));
  const folds = names.map((name) => {
    const made = fold(told(definitionOf(name).title), () => el("div.inside-fold", definitionText(name), sqlBox(ask(name))));
    made.dataset.definition = name;
    return made;
  });
  return panel("full", t("Todas las definiciones, con su SQL", "All definitions, with their SQL"), null, el("div.folds", folds));
}

function drawMethod() {
  return [
    heading(t("Método", "Method"), t("Cómo se cuenta, qué significa cada cifra y qué cambió.", "How people are counted, what each figure means and what moved.")),
    grid(
      rulesPanel(),
      releasePanel(),
      marksPanel(),
      modelsPanel(),
      cumulatedPanel(),
      overridesPanel(),
      movedPanel(),
      breachesPanel(),
      wordsPanel(t("Grupos poblacionales", "Population groups"), populations()),
      wordsPanel(t("Subgrupos", "Subgroups"), subgroups()),
      definitionsPanel(),
    ),
  ];
}
