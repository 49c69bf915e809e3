// One subgroup over the country, or in the region chosen.

function subgroupRegionsPanel() {
  const question = ask("subgroup_reach", { month_code: state.month, subgroup_code: state.subgroup, scope_code: regions() });
  const totals = ask("subgroup_totals", { month_code: state.month, subgroup_code: state.subgroup });
  const byPeople = largestFirst("people_count", ({ row }) => row);
  const lines = regions()
    .map((code) => {
      const rows = question.rows.filter((row) => row.scope_code === code);
      const chosen = rows.filter((row) => !state.population || row.population_code === state.population);
      const total = state.population ? chosen[0] : totals.rows.find((row) => row.scope_code === code);
      return { isLast: code === NATIONWIDE, name: regionName(code), href: linkTo({ page: "region", region: code }), row: total, column: "people_count", parts: populationParts(chosen), rows, isMuted: state.region && state.region !== code };
    })
    .filter(({ row }) => row)
    .sort((one, other) => one.isLast - other.isLast || byPeople(one, other));
  const title = t("Por región", "By region");
  const columns = [
    { name: t("Región", "Region"), text: (line) => line.name },
    { name: t("Personas", "People"), key: "people_count", of: (line) => line.row },
    ...populations().map((one) => ({ name: named(one), key: "people_count", of: (line) => line.rows.find((row) => row.population_code === one.population_code) })),
  ];
  if (!lines.length) return panel("full", title, question, nothing());
  return panel("full", title, question, bars(lines, { label: title }), populationLegend(), fold(t("Ver la tabla", "Show the table"), () => table({ caption: title, question, columns, rows: lines })));
}

function chooseSubgroup() {
  const items = subgroups().map((one) => el("li", el("a", { href: linkTo({ subgroup: one.subgroup_code }) }, named(one)), definition(one)));
  return [heading(t("Subgrupo", "Subgroup"), t("Elija un subgrupo.", "Choose a subgroup.")), el("ul.choices", items)];
}

function definition(row) {
  return row && row.definition_es ? el("p", t(row.definition_es, row.definition_en)) : null;
}

function drawSubgroup() {
  if (!state.subgroup) return chooseSubgroup();
  const scope = state.region || COUNTRY;
  const [own] = ask("subgroups", { subgroup_code: state.subgroup }).rows;
  return [
    heading(named(own), `${regionName(scope)} · ${monthTitle()}`, state.population && ` · ${populationName(state.population)}`),
    el("div.lead", definition(own)),
    el("div.cards", peopleCard(scope), organisationsCard(scope), cashCard(scope)),
    grid(populationPanel(scope), organisationsInPanel(scope), trendPanel(scope), subgroupRegionsPanel()),
  ];
}

function organisationsInPanel(scope) {
  const where = { month_code: state.month, subgroup_code: state.subgroup };
  const question = ask("organisations_where", scope === COUNTRY ? where : { ...where, scope_code: scope });
  const names = [...new Set(question.rows.map((row) => row.organisation_name))].sort((one, other) => one.localeCompare(other, "es"));
  const title = t("Organizaciones", "Organisations");
  return panel("half", title, question, names.length ? el("ul.chips", names.map((name) => el("li", name))) : nothing());
}
