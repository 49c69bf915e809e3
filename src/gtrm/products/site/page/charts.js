// Horizontal bars: the bar is drawn, names and figures are text beside it. No track behind a bar: the longest
// one is not a whole.

const SVG = "http://www.w3.org/2000/svg";

function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

// Parts: [{className, value, title}] from the left; `most` is the value of a full bar.
function bar(parts, most) {
  const drawn = parts.filter(({ value }) => value).map(({ className, value, title }) => {
    const part = el(`span.${className}`, { title });
    part.style.width = `${(100 * value) / most}%`;
    return part;
  });
  return el("span.bar", { "aria-hidden": "true" }, drawn);
}

function drawnValue(row, column) {
  return hasNumber(row, column) ? row[column] : 0;
}

// lines: [{name, row, column, format, parts, href, isMuted, more}]
function bars(lines, { format = "people", label } = {}) {
  const totals = lines.map(({ row, column, parts }) => (parts ? parts.reduce((sum, part) => sum + part.value, 0) : drawnValue(row, column)));
  const most = Math.max(...totals, 0);
  const items = lines.map((line, at) => {
    const parts = line.parts || [{ className: line.className || "c1", value: drawnValue(line.row, line.column) }];
    const name = line.href ? el("a", { href: line.href }, line.name) : line.name;
    return el(
      line.isMuted ? "li.muted" : "li",
      el("span.name", name),
      totals[at] > 0 && bar(parts, most),
      el("span.amount", figure(line.row, line.column, line.format || format), line.more),
    );
  });
  const marks = markNotes(lines.flatMap(({ row, column, rows }) => [[row, column], ...(rows || []).map((one) => [one, column])]));
  return [el("ul.bars", { "aria-label": label }, items), marks];
}

function legend(entries) {
  return el("ul.legend", entries.map(([className, name]) => el(`li.${className}`, name)));
}

function populationClass(code) {
  return `p${populations().findIndex((row) => row.population_code === code) + 1}`;
}

// One line per subgroup or region, cut by population group. `rowsOf(line)` gives the parts' rows.
function populationParts(rows) {
  return populations()
    .map((one) => [one, rows.find((row) => row.population_code === one.population_code)])
    .filter(([, row]) => row && drawnValue(row, "people_count"))
    .map(([one, row]) => ({
      className: populationClass(one.population_code),
      value: drawnValue(row, "people_count"),
      title: `${named(one)}: ${figureText(row, "people_count")}`,
    }));
}

function populationLegend() {
  return legend(populations().map((one) => [populationClass(one.population_code), named(one)]));
}
