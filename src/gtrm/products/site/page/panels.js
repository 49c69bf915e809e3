// Panels that the country and the regions share: subgroups, activities, cash.

function subgroupsPanel(scope) {
  const where = { month_code: state.month, scope_code: scope };
  const question = ask("subgroup_reach", state.population ? { ...where, population_code: state.population } : where);
  const totals = ask("subgroup_totals", where);
  const isOne = Boolean(state.population);
  const lines = subgroups()
    .map((one) => {
      const parts = question.rows.filter((row) => row.subgroup_code === one.subgroup_code);
      const total = (isOne ? parts : totals.rows).find((row) => row.subgroup_code === one.subgroup_code);
      return { name: named(one), href: linkTo({ page: "subgrupo", subgroup: one.subgroup_code }), row: total, column: "people_count", parts: populationParts(parts), rows: parts, isMuted: state.subgroup && state.subgroup !== one.subgroup_code };
    })
    .filter(({ row }) => row);
  const title = t("Personas atendidas por subgrupo", "People served by subgroup");
  const caution = note(t("Los subgrupos se superponen: su suma es mayor que las personas alcanzadas.", "Subgroups overlap: their sum is larger than the people reached."));
  const lacking = lacksGroups(scope) && note(t("No incluyen a las personas sin grupo de población.", "People without a population group are not included."));
  return panel("wide", title, question, lines.length ? bars(lines, { label: title }) : nothing(), populationLegend(), caution, lacking, subgroupsTable(question, lines, title));
}

function subgroupsTable(question, lines, title) {
  const columns = [
    { name: t("Subgrupo", "Subgroup"), text: (line) => line.name },
    { name: t("Personas", "People"), key: "people_count", of: (line) => line.row },
    ...populations().map((one) => ({ name: named(one), key: "people_count", of: (line) => line.rows.find((row) => row.population_code === one.population_code) })),
  ];
  return lines.length ? fold(t("Ver la tabla", "Show the table"), () => table({ caption: title, question, columns, rows: lines })) : null;
}

function subgroupOrganisationsPanel(scope) {
  const question = ask("organisations_working", { month_code: state.month, scope_code: scope });
  const lines = subgroups()
    .map((one) => ({ name: named(one), className: "c1", row: question.rows.find((row) => row.subgroup_code === one.subgroup_code), column: "organisation_count", isMuted: state.subgroup && state.subgroup !== one.subgroup_code }))
    .filter(({ row }) => row);
  const title = t("Organizaciones por subgrupo", "Organisations by subgroup");
  const caution = note(t("No se suman: una organización trabaja en varios.", "Not additive: one organisation works in several."));
  return panel("narrow", title, question, lines.length ? bars(lines, { format: "count", label: title }) : nothing(), caution, barsTable(question, lines, t("Subgrupo", "Subgroup"), "count", t("Organizaciones", "Organisations")));
}

const ACTIVITIES_SHOWN = 12;

function unitOf(row) {
  const own = meta.units[row.unit_name] || {};
  if (row.quantity === 1) return t(own.unit_one ?? row.unit_name, own.unit_one_en ?? row.unit_name);
  return t(row.unit_name, own.unit_en ?? row.unit_name);
}

// The catalogue ends names with their unit, which stands beside them, and cuts them at 128 characters.
function activityName(row) {
  const name = named(row);
  const bare = name.replace(/\s*\(#[^)]*\)?\s*$/, "");
  return bare === name && name.length > 120 && !name.endsWith(")") ? `${name}…` : bare;
}

function activitiesPanel(scope) {
  const question = ask("activities", { month_code: state.month, scope_code: scope });
  const rows = [...question.rows].sort(largestFirst("quantity"));
  const title = t("Principales actividades", "Main activities");
  const items = rows.slice(0, ACTIVITIES_SHOWN).map((row) => el("li", el("b", figure(row, "quantity", "quantity")), el("span", activityName(row)), el("small", unitOf(row))));
  const columns = [
    { name: t("Actividad", "Activity"), text: activityName },
    { name: t("Cantidad", "Quantity"), key: "quantity", format: "quantity" },
    { name: t("Unidad", "Unit"), text: unitOf },
  ];
  const data = fold(`${t("Ver todas en una tabla", "Show all in a table")} (${rows.length})`, () => table({ caption: title, question, columns, rows, sorted: 1 }));
  const caution = note(t("Cada cantidad en su unidad: no se suman, y no son personas alcanzadas.", "Each quantity in its unit: not added, and not people reached."));
  return panel("full", title, question, rows.length ? [el("ul.activities", items), markNotes(rows.slice(0, ACTIVITIES_SHOWN).map((row) => [row, "quantity"])), caution, data] : nothing());
}

function cashPanel(scope, dataset, key, names, title) {
  const question = ask(dataset, { month_code: state.month, scope_code: scope });
  const rows = [...question.rows].sort(largestFirst("amount_usd"));
  const lines = rows.map((row) => ({ name: row[key] ? nameOf(names, key, row[key]) : t("Sin indicar", "Not stated"), row, column: "amount_usd", className: "c2" }));
  return panel("half", title, question, lines.length ? bars(lines, { format: "usd", label: title }) : nothing(t("Sin transferencias reportadas en este mes.", "No transfers reported in this month.")), barsTable(question, lines, title, "usd", "USD"));
}

function cashPanels(scope) {
  return [
    cashPanel(scope, "cash_by_mechanism", "mechanism_code", "mechanisms", t("Dólares por mecanismo (USD)", "Dollars by mechanism (USD)")),
    cashPanel(scope, "cash_by_subgroup", "subgroup_code", "subgroups", t("Dólares por subgrupo (USD)", "Dollars by subgroup (USD)")),
  ];
}

function serviceDaysPanel(where, width = "full") {
  const question = ask("service_days", { month_code: state.month, ...where });
  if (!question.rows.length) return null;
  const title = t("Jornadas de servicios", "Service days");
  const columns = [
    { name: t("Jornada", "Service day"), text: named },
    { name: t("Región", "Region"), text: (row) => regionName(row.scope_code) },
    { name: t("Jornadas", "Days"), key: "days_count", format: "count" },
    { name: t("Personas", "People"), key: "persons_count" },
    { name: t("Atenciones", "Services"), key: "services_count", format: "count" },
    { name: t("Fuente", "Source"), text: (row) => row.source_note },
  ];
  const caution = note(t("Tienen sus propias personas y atenciones, que no se suman a las personas alcanzadas.", "They have people and services of their own, which are not added to the people reached."));
  return panel(width, title, question, table({ caption: title, question, columns, rows: question.rows }), caution);
}

function heading(title, ...more) {
  return el("div.heading", el("h1", title), el("p.context", ...more));
}

function grid(...children) {
  return el("div.grid", ...children);
}
