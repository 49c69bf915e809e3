// Names of the codes, from the release's dimensions.

function named(row) {
  return t(row.name_es, row.name_en);
}

function byOrder(rows) {
  return rows.sort((one, other) => one.sort_order - other.sort_order);
}

function populations() {
  return byOrder(ask("populations").rows);
}

function subgroups() {
  return byOrder(ask("subgroups").rows);
}

function nameOf(name, key, code) {
  const [row] = ask(name, { [key]: code }).rows;
  return row ? named(row) : word(code);
}

function regionName(code) {
  if (code === COUNTRY) return t("Perú", "Peru");
  if (code === NATIONWIDE) return t("Alcance nacional", "Nationwide");
  const [row] = ask("regions", { scope_code: code }).rows;
  return row ? row.area_name : code;
}

// The regions, by name; nationwide activities last.
function regions() {
  const rows = ask("regions").rows.filter((row) => row.scope_code !== NATIONWIDE);
  rows.sort((one, other) => one.area_name.localeCompare(other.area_name, "es"));
  return [...rows.map((row) => row.scope_code), NATIONWIDE];
}

function populationName(code) {
  return nameOf("populations", "population_code", code);
}

function subgroupName(code) {
  return nameOf("subgroups", "subgroup_code", code);
}

// The chosen month above a page.
function monthTitle() {
  return capital(monthName(state.month)) + (isLoaded(state.month) ? "" : ` · ${ABSENCES.month_not_loaded()}`);
}

// In place of a chart or table that the month has nothing for.
function nothing(text = t("Sin datos en este mes.", "No data in this month.")) {
  return none(isLoaded(state.month) ? text : `${capital(ABSENCES.month_not_loaded())}.`);
}

// Of what the subgroup and population filters choose: "Protección · RyM en tránsito".
function filterName() {
  return [state.subgroup && subgroupName(state.subgroup), state.population && populationName(state.population)]
    .filter(Boolean)
    .join(" · ");
}
