// The page is drawn from the address, and drawn again whenever it changes.

const DRAW = {
  peru: drawCountry,
  region: drawRegion,
  subgrupo: drawSubgroup,
  organizaciones: drawOrganisations,
  mesas: drawMesa,
  calidad: drawQuality,
  metodo: drawMethod,
};
const main = document.getElementById("main");

function drawPages() {
  const items = Object.entries(PAGES).map(([page, names]) => el("li", el("a", { href: linkTo({ page }), "aria-current": page === state.page ? "page" : null }, t(...names))));
  const list = el("ul", items);
  document.getElementById("pages").replaceChildren(list);
  const current = list.querySelector("[aria-current]"); // on a phone the list is wider than the screen
  list.scrollLeft = current.offsetLeft + (current.offsetWidth - list.clientWidth) / 2;
}

function drawFrame() {
  document.documentElement.lang = state.lang;
  document.getElementById("release").textContent = `${t("Edición", "Release")} ${meta.release.release_id}`;
  const source = t(
    `Fuente: matriz 5W del GTRM, edición ${meta.release.release_id} del ${dateText(meta.release.published_at)}. Las cifras son las que reportan las organizaciones.`,
    `Source: 5W matrix of the GTRM, release ${meta.release.release_id} of ${dateText(meta.release.published_at)}. Figures are as reported by the organisations.`,
  );
  document.getElementById("foot").replaceChildren(el("p", source));
}

function draw() {
  const before = { ...state };
  readState();
  drawFrame();
  drawPages();
  drawFilters();
  main.replaceChildren(...DRAW[state.page]().flat(Infinity).filter(Boolean));
  const title = main.querySelector("h1").textContent;
  document.title = `${title} · ${monthName(state.month)} · GTRM`;
  document.getElementById("announce").textContent = `${title}, ${main.querySelector(".context").textContent}`;
  const isNewPlace = before.page && (before.page !== state.page || (before.region !== state.region && !form.contains(document.activeElement)));
  if (isNewPlace && !form.contains(document.activeElement)) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
  main.dataset.drawn = location.hash;
}

document.getElementById("language").addEventListener("click", () => go({ lang: state.lang === "es" ? "en" : "es" }));
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address holds the state
  main.focus();
});
addEventListener("hashchange", draw);
draw();
