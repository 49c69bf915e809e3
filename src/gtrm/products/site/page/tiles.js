// The 25 regions as tiles, about where they lie. Each is a link to its region.

const LEVELS = [1, 100, 500, 2000, 10000]; // the same for every month, so that months can be compared

function level(row, column) {
  const kind = stateOf(row, column);
  if (kind === "unknown" || kind === "withheld") return kind;
  return `level${LEVELS.filter((least) => row[column] >= least).length}`;
}

// `rowOf(pcode)`: the row of a region, or undefined.
function tiles(rowOf, column, title) {
  const items = meta.tiles.map(({ pcode, row: line, col, label }) => {
    const row = rowOrAbsence(rowOf(pcode));
    const spoken = `${regionName(pcode)}: ${figureSpoken(row, column)}`;
    const link = el(
      `a.${level(row, column)}`,
      { href: linkTo({ page: "region", region: pcode }), "aria-label": spoken, title: spoken },
      el("span.place", regionName(pcode)),
      el("span.code", label),
      el("span.amount", shortText(row, column)),
    );
    const item = el("li", link);
    item.style.gridRow = Number(line) + 1; // the file counts from 0
    item.style.gridColumn = Number(col) + 1;
    return item;
  });
  return el("ul.tiles", { "aria-label": title }, items);
}

function tilesLegend() {
  const names = LEVELS.map((least, at) => (at + 1 < LEVELS.length ? `${numberText(least)}–${numberText(LEVELS[at + 1] - 1)}` : `${numberText(least)} ${t("o más", "or more")}`));
  return legend([
    ["level0", "0"],
    ...names.map((name, at) => [`level${at + 1}`, name]),
    ["unknown", `–: ${MARKS.unknown(rowOrAbsence())}`],
    ["withheld", `${SHORT_MARKS.withheld} = ${MARKS.withheld()}: ${MEANINGS.withheld()}`],
  ]);
}
