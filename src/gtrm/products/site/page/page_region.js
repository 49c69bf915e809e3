// One region, or the nationwide activities.

function cumulatedCard(scope) {
  const [registered] = ask("people_reached", { month_code: state.month, scope_code: scope }).rows;
  const model = registered ? registered.aggregation_model : null;
  const question = ask("people_reached_cumulated", { month_code: state.month, scope_code: scope, aggregation_model: model });
  const [row] = question.rows;
  const how = row
    ? note(`${t("Desde", "Since")} ${monthName(row.first_month_code)}. ${t("Meses con datos:", "Months with data:")} `, figure(row, "months_counted_count", "count"))
    : note(t("El modelo registrado no cuenta personas nuevas con estos reportes. Vea ", "The registered model does not count new people in these reports. See "), el("a", { href: linkTo({ page: "metodo" }) }, t("Método", "Method")), ".");
  return card(question, "people_reached_cumulated_count", { title: t("Personas nuevas en el año", "New people in the year"), more: how });
}

function coveragePanel(scope) {
  const where = { month_code: state.month, scope_code: scope };
  const question = ask("coverage", where);
  if (!question.rows.length) return null;
  const title = `${t("Cobertura de la meta de", "Coverage of the target of")} ${state.month.slice(0, 4)}`;
  const columns = [
    { name: t("Subgrupo", "Subgroup"), text: (row) => (row.subgroup_code ? subgroupName(row.subgroup_code) : t("Todos", "All")) },
    { name: t("Población", "Population"), text: (row) => (row.population_code ? populationName(row.population_code) : t("Todas", "All")) },
    { name: t("Alcanzadas", "Reached"), key: "people_reached_count" },
    { name: t("Qué se cuenta", "What is counted"), text: (row) => word(row.numerator_code) },
    { name: t("Meta", "Target"), key: "people_targeted_count" },
    { name: t("Con necesidades", "In need"), key: "people_in_need_count" },
    { name: t("Cobertura", "Coverage"), key: "coverage_share", format: "share" },
    { name: t("Estado", "Status"), text: (row) => word(row.status) },
  ];
  return panel("full", title, question, table({ caption: title, question, columns, rows: question.rows }));
}

function mesasOf(scope) {
  const links = ask("mesa_regions", { scope_code: scope }).rows.map(({ mesa_code }) => mesa_code);
  const names = [...new Set(links)].map((code) => el("a", { href: linkTo({ page: "mesas", mesa: code }) }, nameOf("mesas", "mesa_code", code)));
  return names.length ? [" · ", ...names] : [];
}

function chooseRegion() {
  const items = regions().map((code) => el("li", el("a", { href: linkTo({ region: code }) }, regionName(code))));
  return [heading(t("Región", "Region"), t("Elija una región.", "Choose a region.")), el("ul.choices", items)];
}

function drawRegion() {
  if (!state.region) return chooseRegion();
  const scope = state.region;
  return [
    heading(regionName(scope), monthTitle(), filterName() && ` · ${filterName()}`, ...mesasOf(scope)),
    el("div.cards", peopleCard(scope), cumulatedCard(scope), organisationsCard(scope), cashCard(scope)),
    grid(
      populationPanel(scope),
      agePanel(scope),
      trendPanel(scope),
      subgroupsPanel(scope),
      subgroupOrganisationsPanel(scope),
      activitiesPanel(scope),
      cashPanels(scope),
      coveragePanel(scope),
      serviceDaysPanel({ scope_code: scope }),
    ),
  ];
}
