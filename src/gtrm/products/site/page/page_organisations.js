// Which organisations work where, in which subgroup.

function presencePanel() {
  const question = ask("subgroup_organisations", { month_code: state.month });
  const own = subgroups().filter((one) => !state.subgroup || one.subgroup_code === state.subgroup);
  const rows = regions()
    .filter((code) => !state.region || code === state.region)
    .map((code) => ({ code, cells: question.rows.filter((row) => row.scope_code === code), isLast: code === NATIONWIDE }))
    .filter(({ cells }) => cells.length);
  const columns = [
    { name: t("Región", "Region"), text: ({ code }) => regionName(code), node: ({ code }) => el("a", { href: linkTo({ page: "region", region: code }) }, regionName(code)) },
    ...own.map((one) => ({
      name: named(one),
      key: "organisation_count",
      format: "count",
      of: ({ cells }) => cells.find((row) => row.subgroup_code === one.subgroup_code),
    })),
  ];
  const title = t("Organizaciones por región y subgrupo", "Organisations by region and subgroup");
  const caution = note(t("Las cifras no se suman: una organización trabaja en varias regiones y subgrupos. – es sin reporte.", "Figures are not added: one organisation works in several regions and subgroups. – is no report."));
  return panel("full", title, question, caution, table({ caption: title, question, columns, rows }));
}

function plain(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
}

// One line per organisation: its subgroups, each with its regions.
function organisationLines(rows) {
  const byName = new Map();
  rows.forEach((row) => {
    if (!byName.has(row.organisation_name)) byName.set(row.organisation_name, new Map());
    const own = byName.get(row.organisation_name);
    own.set(row.subgroup_code, [...(own.get(row.subgroup_code) || []), regionName(row.scope_code)]);
  });
  const order = subgroups().map((one) => one.subgroup_code);
  return [...byName].map(([name, where]) => {
    const places = order.filter((code) => where.has(code)).map((code) => [subgroupName(code), where.get(code).sort().join(", ")]);
    return { name, places, text: places.map((own) => own.join(": ")).join("; ") };
  });
}

function organisationsPanel() {
  const where = { month_code: state.month };
  if (state.region) where.scope_code = state.region;
  if (state.subgroup) where.subgroup_code = state.subgroup;
  const question = ask("organisations_where", where);
  const lines = organisationLines(question.rows);
  const title = t("Qué organización trabaja dónde", "Which organisation works where");
  const columns = [
    { name: t("Organización", "Organisation"), text: (line) => line.name },
    { name: t("Subgrupos y regiones", "Subgroups and regions"), text: (line) => line.text, node: (line) => el("ul.places", line.places.map(([place, names]) => el("li", el("b", `${place}: `), names))) },
  ];
  const box = el("div");
  const found = el("p.note", { role: "status" });
  function show(words) {
    const shown = lines.filter((line) => plain(`${line.name} ${line.text}`).includes(plain(words)));
    found.textContent = t(`${shown.length} de ${lines.length} organizaciones`, `${shown.length} of ${lines.length} organisations`);
    box.replaceChildren(table({ caption: title, question, columns, rows: shown, sorted: 0, ascending: true }));
  }
  const search = el("input", { type: "search", id: "words", autocomplete: "off", oninput: (event) => show(event.target.value) });
  show("");
  return panel("full", title, question, el("label.search", { for: "words" }, t("Buscar por nombre, región o subgrupo", "Search by name, region or subgroup"), search), found, box);
}

function projectsPanel() {
  const question = ask("projects");
  const rows = question.rows.filter((row) => !state.region || (row.scope_codes || "").split(",").includes(state.region));
  if (!rows.length) return null;
  const title = t("Proyectos y donantes", "Projects and donors");
  const columns = [
    { name: t("Proyecto", "Project"), text: named },
    { name: t("Regiones", "Regions"), text: (row) => (row.scope_codes || "").split(",").filter(Boolean).map(regionName).join(", ") },
    { name: t("Donantes", "Donors"), text: (row) => t(row.donor_names, row.donor_names_en) },
    { name: t("Beneficiarios declarados", "Stated beneficiaries"), key: "beneficiaries_count" },
    { name: t("Fuente", "Source"), text: (row) => row.source_note },
  ];
  return panel("full", title, question, table({ caption: title, question, columns, rows }), note(t("Los beneficiarios de un proyecto no son personas alcanzadas en un mes.", "A project's beneficiaries are not people reached in a month.")));
}

function drawOrganisations() {
  const context = [monthTitle(), state.region && ` · ${regionName(state.region)}`, state.subgroup && ` · ${subgroupName(state.subgroup)}`];
  return [
    heading(t("Organizaciones", "Organisations"), ...context),
    note(t("Según lo que cada una reportó en el mes. Aquí no hay personas por organización: se superponen.", "By what each one reported in the month. There are no people by organisation here: they overlap.")),
    grid(presencePanel(), organisationsPanel(), projectsPanel()),
  ];
}
