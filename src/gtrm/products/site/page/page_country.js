// The national picture.

function mapPanel([question, column]) {
  const byRegion = new Map(question.rows.map((row) => [row.scope_code, row]));
  const title = `${peopleTitle()} ${t("por región", "by region")}`;
  const how = note(t("Una ficha por región, más o menos donde queda. Elija una para ver sus cifras.", "One tile per region, about where it lies. Choose one to see its figures."));
  const apart = note(t("Las actividades de alcance nacional no dicen en qué región ocurrieron: van aparte y no entran en la suma de las regiones.", "Nationwide activities do not say in which region they took place: they stand apart and are not in the sum of the regions."));
  return panel("narrow", title, question, how, tiles((code) => byRegion.get(code), column, title), tilesLegend(), boundsNote(question.rows, (row) => regionName(row.scope_code)), apart);
}

function regionsPanel([question, column]) {
  const byRegion = new Map(question.rows.map((row) => [row.scope_code, row]));
  const organisations = new Map(ask("organisations_working", { month_code: state.month, subgroup_code: state.subgroup || null }).rows.map((row) => [row.scope_code, row]));
  const rows = regions().map((code) => ({ code, row: rowOrAbsence(byRegion.get(code)), work: organisations.get(code), isLast: code === NATIONWIDE, className: code === NATIONWIDE ? "apart" : "" }));
  const most = Math.max(...rows.filter(({ isLast }) => !isLast).map(({ row }) => drawnValue(row, column)), 0);
  const title = t("Regiones", "Regions");
  const columns = [
    { name: t("Región", "Region"), text: ({ code }) => regionName(code), node: ({ code }) => el("a", { href: linkTo({ page: "region", region: code }) }, regionName(code)) },
    { name: t("Personas", "People"), key: column, of: ({ row }) => row, node: ({ row, isLast }) => el("div.withbar", !isLast && hasNumber(row, column) && bar([{ className: "c1", value: row[column] }], most), figure(row, column), overrideMark(row)) },
    ...doubtColumns(rows, column),
    { name: t("Organizaciones", "Organisations"), key: "organisation_count", format: "count", of: ({ work }) => work },
  ];
  const silent = isLoaded(state.month) && note(t("–: sin reporte, que no es cero.", "–: no report, which is not zero."));
  return panel("wide", title, question, table({ caption: title, question, columns, rows, sorted: 1 }), silent);
}

function drawCountry() {
  const asked = peopleAsked(regions(), state.month);
  return [
    heading(t("Panorama nacional", "National picture"), monthTitle(), filterName() && ` · ${filterName()}`),
    el("div.cards", peopleCard(COUNTRY), organisationsCard(COUNTRY), cashCard(COUNTRY), completenessCard()),
    grid(
      mapPanel(asked),
      regionsPanel(asked),
      trendPanel(COUNTRY),
      populationPanel(COUNTRY),
      agePanel(COUNTRY),
      subgroupsPanel(COUNTRY),
      subgroupOrganisationsPanel(COUNTRY),
      activitiesPanel(COUNTRY),
      cashPanels(COUNTRY),
      serviceDaysPanel({}),
    ),
  ];
}
