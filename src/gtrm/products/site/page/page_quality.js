// How complete the month is, and what state each figure is in.

const STATUS_PARTS = [
  ["received_count", "received"],
  ["late_count", "late"],
  ["nothing_count", "nothing_to_report"],
  ["missing_count", "missing"],
  ["pending_count", "expected"],
];

function statusPanel() {
  const question = ask("completeness", { month_code: state.month });
  const [row] = question.rows;
  const title = t("Reportes del mes", "Reports of the month");
  if (!row) return panel("full", title, question, nothing(t("No hay ciclo de este mes en la edición.", "The release holds no cycle of this month.")));
  const isListed = row.expected_count > 0;
  const statuses = STATUS_PARTS.slice(0, isListed ? 5 : 3);
  const parts = statuses.filter(([key]) => row[key]).map(([key, code]) => ({ className: `st-${code}`, value: row[key], title: `${word(code)}: ${row[key]}` }));
  const entries = statuses.map(([key, code]) => el(`li.st-${code}`, el("b", figure(row, key, "count")), ` ${word(code)}`));
  const due = row.deadline_date && note(`${t("Plazo: hasta el", "Due by")} ${dateText(row.deadline_date)}.`);
  return panel(
    "full",
    title,
    question,
    reportedLine(row, isListed),
    isListed && el("div.wholebar", bar(parts, row.expected_count)),
    el("ul.legend", entries),
    due,
    row.unexpected_count ? note(t("Además reportaron sin estar en la lista: ", "Also reported without being on the list: "), figure(row, "unexpected_count", "count")) : null,
  );
}

function reportedLine(row, isListed) {
  const reported = figure(row, "reported_count", "count");
  if (!isListed) return [el("p.headline", reported, el("span.unit", ` ${t("organizaciones reportaron", "organisations reported")}`)), note(expectedUnknown())];
  const unit = el("span.unit", ` ${t("organizaciones esperadas reportaron", "expected organisations reported")}`);
  return el("p.headline", reported, el("span.unit", ` ${t("de", "of")} `), figure(row, "expected_count", "count"), unit);
}

function completenessTrendPanel() {
  const question = ask("completeness", { month_code: spanOfMonths() });
  const title = t("Organizaciones que reportaron, por mes", "Organisations that reported, by month");
  const columns = [
    { name: t("Mes", "Month"), text: (row) => row.month_code, node: (row) => capital(monthName(row.month_code)) },
    { name: t("Todas las que reportaron", "All that reported"), key: "all_reported_count", format: "count" },
    { name: t("Esperadas", "Expected"), key: "expected_count", format: "count" },
    { name: t("De ellas reportaron", "Of them reported"), key: "reported_count", format: "count", of: (row) => (row.expected_count ? row : null) },
    ...STATUS_PARTS.slice(0, 4).map(([key, code]) => ({ name: word(code), key, format: "count" })),
  ];
  const data = fold(t("Todos los estados por mes", "All states by month"), () => table({ caption: title, question, columns, rows: question.rows, sorted: 0 }));
  return panel("full", title, question, trend(question, "all_reported_count", { format: "count", title }), note(t("Todas las que reportaron, se esperaran o no.", "All that reported, expected or not.")), data);
}

function figureStatesPanel() {
  const question = ask("people_reached", { month_code: state.month });
  const rows = regions().map((code) => ({ code, row: rowOrAbsence(question.rows.find((row) => row.scope_code === code)), isLast: code === NATIONWIDE }));
  const states = {
    number: ["Publicada", "Published"],
    withheld: ["Protegida", "Protected"],
    unknown: ["Sin reporte", "No report"],
  };
  const stateText = ({ row }) => (row && row.is_overridden ? t("Corregida por la oficina", "Corrected by the office") : row && row.status && row.status !== "reported" ? word(row.status) : t(...states[stateOf(row, "people_reached_count")]));
  const columns = [
    { name: t("Región", "Region"), text: ({ code }) => regionName(code), node: ({ code }) => el("a", { href: linkTo({ page: "region", region: code }) }, regionName(code)) },
    { name: t("Personas alcanzadas", "People reached"), key: "people_reached_count", of: ({ row }) => row },
    ...doubtColumns(rows, "people_reached_count"),
    { name: t("Estado de la cifra", "State of the figure"), text: stateText },
    { name: t("Nota del método", "Note of the method"), text: ({ row }) => (row && row.method_note) || "" },
  ];
  const title = t("Estado de las cifras por región", "State of the figures by region");
  return panel("full", title, question, table({ caption: title, question, columns, rows }));
}

function submissionsPanel() {
  const question = ask("statuses", { month_code: state.month });
  const title = t("Envíos por organización (interno)", "Submissions by organisation (internal)");
  const columns = [
    { name: t("Organización", "Organisation"), text: (row) => row.organisation_name },
    { name: t("Estado", "Status"), text: (row) => word(row.status), node: (row) => el(`span.tag.st-${row.status}`, word(row.status)) },
    { name: t("Recibido (UTC)", "Received (UTC)"), text: (row) => (row.received_at || "").slice(0, 16) },
    { name: t("Esperada", "Expected"), text: (row) => (row.is_expected ? t("Sí", "Yes") : "No") },
  ];
  return panel("full", title, question, table({ caption: title, question, columns, rows: question.rows, sorted: 0, ascending: true }));
}

function findingsPanel() {
  const question = ask("findings", { month_code: state.month });
  const title = t("Observaciones (interno)", "Findings (internal)");
  const columns = [
    { name: t("Regla", "Rule"), text: (row) => `${row.rule_id} ${row.rule_title}` },
    { name: t("Gravedad", "Severity"), text: (row) => word(row.severity), node: (row) => el(`span.tag.sv-${row.severity}`, word(row.severity)) },
    { name: t("Organización", "Organisation"), text: (row) => row.organisation_name || "" },
    { name: t("Región", "Region"), text: (row) => row.region_name || "" },
    { name: t("Observaciones", "Findings"), key: "findings_count", format: "count" },
    { name: t("Aceptadas", "Accepted"), key: "waived_count", format: "count" },
    { name: t("Corregidas", "Corrected"), key: "fixed_count", format: "count" },
  ];
  return panel("full", title, question, table({ caption: title, question, columns, rows: question.rows, sorted: 4 }));
}

function drawQuality() {
  const internal = meta.surface === "internal" ? [submissionsPanel(), findingsPanel()] : [];
  return [
    heading(t("Calidad de los datos", "Data quality"), monthTitle()),
    note(t("Cuántas organizaciones reportaron y en qué estado está cada cifra. Un mes incompleto muestra menos de lo que pasó.", "How many organisations reported and in what state each figure is. An incomplete month shows less than what happened.")),
    grid(statusPanel(), completenessTrendPanel(), figureStatesPanel(), ...internal),
  ];
}
