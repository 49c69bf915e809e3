// What is chosen, kept in the address so that a link shows the same: #region?mes=2021-09&region=PE23

const PAGES = {
  peru: ["Perú", "Peru"],
  region: ["Región", "Region"],
  subgrupo: ["Subgrupo", "Subgroup"],
  organizaciones: ["Organizaciones", "Organisations"],
  mesas: ["Mesas", "Mesas"],
  calidad: ["Calidad de los datos", "Data quality"],
  metodo: ["Método", "Method"],
};
const PARAMS = {
  month: "mes",
  region: "region",
  subgroup: "subgrupo",
  population: "poblacion",
  mesa: "mesa",
  span: "periodo",
  lang: "idioma",
};
const COUNTRY = "PE";
const NATIONWIDE = "PE00";
const state = {};

function monthsBetween(first, last) {
  const months = [];
  for (let at = Number(first.slice(0, 4)) * 12 + Number(first.slice(5)) - 1; ; at += 1) {
    const code = `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
    if (code > last) return months;
    months.push(code);
  }
}

function monthsWithData() {
  const landed = ask("months", { is_landed: 1 }).rows.map((row) => row.month_code);
  const reached = ask("people_reached", { status: "reported" }).rows.map((row) => row.month_code);
  return [...new Set([...landed, ...reached])].sort();
}

const WITH_DATA = monthsWithData();
const ALL_MONTHS = WITH_DATA.length ? monthsBetween(WITH_DATA[0], WITH_DATA[WITH_DATA.length - 1]) : [];
const DEFAULTS = {
  month: WITH_DATA.includes(meta.release.month) ? meta.release.month : WITH_DATA[WITH_DATA.length - 1] || "",
  region: "",
  subgroup: "",
  population: "",
  mesa: "",
  span: "12",
  lang: "es",
};

function isLoaded(month) {
  return WITH_DATA.includes(month);
}

// What the address says, where the release knows it; the rest as by default.
function readState() {
  const [page, query] = location.hash.slice(1).split("?");
  const params = new URLSearchParams(query || "");
  const known = {
    month: ALL_MONTHS,
    region: ask("regions").rows.map((row) => row.scope_code),
    subgroup: ask("subgroups").rows.map((row) => row.subgroup_code),
    population: ask("populations").rows.map((row) => row.population_code),
    mesa: ask("mesas").rows.map((row) => row.mesa_code),
    span: ["12", "24", "60", "all"],
    lang: ["es", "en"],
  };
  state.page = page in PAGES ? page : "peru";
  Object.entries(PARAMS).forEach(([key, param]) => {
    const value = params.get(param);
    state[key] = known[key].includes(value) ? value : DEFAULTS[key];
  });
}

// The address of the state with some changes; what is as by default is left out.
function linkTo(changes) {
  const wanted = { ...state, ...changes };
  const pairs = Object.entries(PARAMS)
    .filter(([key]) => wanted[key] !== DEFAULTS[key] || key === "month")
    .map(([key, param]) => [param, wanted[key]]);
  return `#${wanted.page}?${new URLSearchParams(pairs)}`;
}

function go(changes) {
  location.hash = linkTo(changes);
}

// The months of a chart, up to the chosen one: always twelve, also where the release begins later.
function shownMonths() {
  const [first] = ALL_MONTHS;
  const before = (count) => monthsBetween(String(Number(state.month.slice(0, 4)) - count / 12) + state.month.slice(4), state.month).slice(1);
  if (state.span === "12") return before(12);
  const wanted = state.span === "all" ? monthsBetween(first, state.month) : before(Number(state.span)).filter((code) => code >= first);
  return wanted.length < 12 ? before(12) : wanted;
}

function monthBefore(code) {
  const at = ALL_MONTHS.indexOf(code);
  return at > 0 ? ALL_MONTHS[at - 1] : null;
}
