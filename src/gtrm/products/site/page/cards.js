// Panels, and what the filters choose to count.

function panel(width, title, question, ...content) {
  const head = el("div.panelhead", el("h2", title), question && about(question));
  return el(`section.panel.${width}`, head, question && !question.isHeld ? none(t("Esta edición no contiene esta tabla.", "This release does not hold this table.")) : content);
}

function card(question, column, { title, format = "people", unit, more }) {
  const [row] = question.rows;
  return el(
    "section.panel.card",
    el("div.panelhead", el("h2", title), about(question, column)),
    el("p.headline", { "data-dataset": question.name, "data-column": column }, unit && stateOf(row, column) !== "unknown" && el("span.unit", unit), figure(row, column, format)),
    doubts(row, column),
    overrideMark(row),
    more,
  );
}

// People as the filters choose them: of all services, a population, a subgroup, or both.
function peopleAsked(scope, month) {
  const chosen = { month_code: month, scope_code: scope };
  if (state.subgroup && state.population) {
    return [ask("subgroup_reach", { ...chosen, subgroup_code: state.subgroup, population_code: state.population }), "people_count"];
  }
  if (state.subgroup) return [ask("subgroup_totals", { ...chosen, subgroup_code: state.subgroup }), "people_count"];
  if (state.population) return [ask("people_by_population", { ...chosen, population_code: state.population }), "people_count"];
  if (scope === COUNTRY) return [ask("people_reached_country", chosen), "people_regions_count"];
  return [ask("people_reached", chosen), "people_reached_count"];
}

function peopleTitle(scope) {
  if (filterName()) return `${state.subgroup ? t("Personas atendidas", "People served") : t("Personas alcanzadas", "People reached")} · ${filterName()}`;
  return scope === COUNTRY ? t("Personas alcanzadas en las regiones", "People reached in the regions") : t("Personas alcanzadas", "People reached");
}

function spanOfMonths() {
  const months = shownMonths();
  return { from: months[0], to: state.month };
}

function trendPanel(scope) {
  const [question, column] = peopleAsked(scope, spanOfMonths());
  const caution = note(t("Las barras no se suman: una persona puede estar en varios meses.", "Bars are not added: a person may be in several months."));
  const title = peopleTitle(scope);
  return panel("full", `${title} ${t("por mes", "by month")}`, question, trend(question, column, { title }), boundsNote(question.rows, (row) => monthName(row.month_code)), caution);
}

function methodNote(row) {
  if (!row) return null;
  const model = nameOf("models", "aggregation_model", row.aggregation_model);
  const version = row.model_version ? ` v${row.model_version}` : "";
  return note(`${t("Modelo", "Model")}: `, el("a", { href: linkTo({ page: "metodo" }) }, `${model}${version}`), row.measure_code && ` · ${word(row.measure_code)}`);
}

// Of how many regions a sum is made.
function regionsNote(row, which = "") {
  if (!row) return null;
  const [reported, count] = [figureText(row, "regions_reported_count", "count"), figureText(row, "regions_count", "count")];
  return note(`${t("Regiones con reporte", "Regions with a report")}: ${reported} ${t("de", "of")} ${count}${which}.`);
}

function peopleCard(scope) {
  const [question, column] = peopleAsked(scope, state.month);
  const [before] = monthBefore(state.month) ? peopleAsked(scope, monthBefore(state.month)) : [null];
  const more = [
    before && note(`${capital(monthName(monthBefore(state.month)))}: `, figure(before.rows[0], column)),
    scope === COUNTRY && !filterName() && regionsNote(question.rows[0], t(" que han reportado alguna vez", " that have ever reported")),
    scope === COUNTRY && !filterName() && note(t("Alcance nacional, aparte: ", "Nationwide, apart: "), el("a", { href: linkTo({ page: "region", region: NATIONWIDE }) }, figure(question.rows[0], "people_nationwide_count")), " ", withoutBreakdown(question.rows[0], "people_nationwide_count")),
    !filterName() && methodNote(question.rows[0]),
  ];
  const told = { ...question, rows: [rowOrAbsence(question.rows[0])] };
  return card(told, column, { title: peopleTitle(scope), more });
}

function organisationsCard(scope) {
  const where = { month_code: state.month, scope_code: scope, subgroup_code: state.subgroup || null };
  const more = note(el("a", { href: linkTo({ page: "organizaciones", region: scope === COUNTRY ? "" : scope }) }, t("Qué organización trabaja dónde", "Which organisation works where")));
  return card(ask("organisations_working", where), "organisation_count", { title: t("Organizaciones que trabajan", "Organisations working"), format: "count", more });
}

function cashCard(scope) {
  const chosen = { month_code: state.month, scope_code: scope };
  const question = state.subgroup ? ask("cash_by_subgroup", { ...chosen, subgroup_code: state.subgroup }) : ask("cash", chosen);
  return card(question, "amount_usd", { title: t("Dólares distribuidos", "US dollars distributed"), format: "usd", unit: "USD ", more: note(t("Transferencias monetarias y cupones.", "Cash and vouchers.")) });
}

function completenessCard() {
  const question = ask("completeness", { month_code: state.month });
  const [row] = question.rows;
  const expected = row && (row.expected_count ? [t("de ", "of "), figure(row, "expected_count", "count"), t(" que se esperaban.", " expected.")] : expectedUnknown());
  const more = note(expected, " ", el("a", { href: linkTo({ page: "calidad" }) }, t("Calidad de los datos", "Data quality")));
  return card(question, "reported_count", { title: t("Organizaciones que reportaron", "Organisations that reported"), format: "count", more });
}

function expectedUnknown() {
  return t("No se conoce cuántas se esperaban.", "How many were expected is not known.");
}

// The people of the month whom no population group holds, as a mark; null if there are none.
function lacksGroups(scope) {
  const where = { month_code: state.month, scope_code: scope };
  if (scope === COUNTRY) return withoutBreakdown(ask("people_reached_country", where).rows[0], "people_regions_count");
  return withoutBreakdown(ask("people_reached", where).rows[0], "people_reached_count");
}

function populationPanel(scope, width = "half") {
  const where = { month_code: state.month, scope_code: scope };
  const question = state.subgroup ? ask("subgroup_reach", { ...where, subgroup_code: state.subgroup }) : ask("people_by_population", where);
  const lines = populations().map((one) => ({
    name: named(one),
    className: populationClass(one.population_code),
    row: question.rows.find((row) => row.population_code === one.population_code),
    column: "people_count",
    isMuted: state.population && state.population !== one.population_code,
  }));
  const lacking = lacksGroups(scope);
  const title = `${t("Por grupo poblacional", "By population group")}${state.subgroup ? ` · ${subgroupName(state.subgroup)}` : ""}`;
  return panel(width, title, question, bars(lines, { label: title }), lacking && note(lacking), barsTable(question, lines, t("Grupo poblacional", "Population group")));
}

function agePanel(scope) {
  const question = ask("people_by_age_sex", { month_code: state.month, scope_code: scope });
  const lines = byOrder(ask("age_sexes").rows)
    .map((one) => ({ name: named(one), row: question.rows.find((row) => row.age_sex_code === one.age_sex_code), column: "people_count", className: `s-${one.sex_code}` }))
    .filter(({ row }) => row);
  const title = t("Por sexo y edad", "By sex and age");
  const isFiltered = state.subgroup || state.population;
  const caution = note(t("Otro desglose del mismo total: no se cruza con el grupo poblacional", "Another breakdown of the same total: not crossed with the population group"), isFiltered ? t(" ni cambia con los filtros de subgrupo y población.", ", and not changed by the subgroup and population filters.") : ".");
  return panel("half", title, question, lines.length ? bars(lines, { label: title }) : nothing(), caution, barsTable(question, lines, t("Sexo y edad", "Sex and age")));
}

function barsTable(question, lines, head, format = "people", column = t("Personas", "People")) {
  const columns = [
    { name: head, text: (line) => line.name },
    { name: column, key: lines[0] && lines[0].column, format, of: (line) => line.row },
  ];
  return lines.length ? fold(t("Ver la tabla", "Show the table"), () => table({ caption: head, question, columns, rows: lines })) : null;
}
