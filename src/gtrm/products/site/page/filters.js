// The filters above every page; each page shows those that change it.

const FILTERS = {
  month: ["Mes", "Month", () => [...ALL_MONTHS].reverse().map((code) => [code, capital(monthName(code)) + (isLoaded(code) ? "" : ` (${ABSENCES.month_not_loaded()})`)])],
  region: ["Región", "Region", () => regions().map((code) => [code, regionName(code)])],
  mesa: ["Mesa", "Mesa", () => ask("mesas").rows.map((row) => [row.mesa_code, row.place_name || named(row)])],
  subgroup: ["Subgrupo", "Subgroup", () => subgroups().map((one) => [one.subgroup_code, named(one)])],
  population: ["Población", "Population", () => populations().map((one) => [one.population_code, named(one)])],
  span: ["Gráficos por mes", "Charts by month", () => [["12", t("12 meses", "12 months")], ["24", t("24 meses", "24 months")], ["60", t("5 años", "5 years")], ["all", t("Todo", "All")]]],
};
const PAGE_FILTERS = {
  peru: ["month", "region", "subgroup", "population", "span"],
  region: ["month", "region", "subgroup", "population", "span"],
  subgrupo: ["month", "region", "subgroup", "population", "span"],
  organizaciones: ["month", "region", "subgroup"],
  mesas: ["month", "mesa", "span"],
  calidad: ["month", "span"],
  metodo: ["month", "region"],
};
const form = document.getElementById("filters");

function select(key) {
  const [es, en, options] = FILTERS[key];
  const every = ["month", "span"].includes(key) ? [] : [["", key === "population" ? t("Todas", "All") : t("Todos", "All")]];
  if (every.length && ["region", "mesa"].includes(key)) every[0][1] = t("Todas", "All");
  const items = [...every, ...options()].map(([value, name]) => el("option", { value }, name));
  return el("label", t(es, en), el("select", { name: key }, items));
}

// Drawn again only when the page or the language changes: what has the focus keeps it.
function drawFilters() {
  const drawn = `${state.page} ${state.lang}`;
  if (form.dataset.drawn !== drawn) {
    form.dataset.drawn = drawn;
    const reset = el("button", { type: "reset" }, t("Quitar filtros", "Clear filters"));
    form.replaceChildren(...PAGE_FILTERS[state.page].map(select), reset);
  }
  PAGE_FILTERS[state.page].forEach((key) => {
    form.elements[key].value = state[key];
  });
}

form.addEventListener("change", (event) => {
  const { name, value } = event.target;
  // A region chosen on the national picture is looked at on its own page.
  const page = state.page === "peru" && name === "region" && value ? "region" : state.page;
  go({ [name]: value, page });
});
form.addEventListener("reset", (event) => {
  event.preventDefault();
  go({ ...DEFAULTS, lang: state.lang });
});
form.addEventListener("submit", (event) => event.preventDefault());
