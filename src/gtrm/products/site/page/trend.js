// A figure over the months: a bar each; a month not loaded is a dashed box, one without a report has a – on it.
// Neither is a zero.

const HEIGHT = 190;
const ROOM = { left: 54, right: 6, top: 20, bottom: 36 };

function niceStep(most) {
  const rough = Math.max(most, 4) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  return Math.max([1, 2, 2.5, 5, 10].find((one) => one * power >= rough) * power, 1);
}

function axis(most, width, y) {
  const step = niceStep(most);
  const lines = [];
  for (let value = 0; value <= most + step * 0.2; value += step) {
    lines.push(svg("line", { x1: ROOM.left, x2: width - ROOM.right, y1: y(value), y2: y(value), class: value ? "grid" : "base" }));
    lines.push(svg("text", { x: ROOM.left - 7, y: y(value) + 4, class: "tick" }, numberText(value, Number.isInteger(value) ? 0 : 1)));
  }
  return lines;
}

function monthBar(point, { x, step, y, column, format }) {
  const kind = stateOf(point.row, column);
  const gap = Math.min(step * 0.18, 8);
  const place = { x: x + gap / 2, width: Math.max(step - gap, 1) };
  const title = svg("title", {}, `${monthName(point.month)}: ${figureSpoken(point.row, column, format)}`);
  if (kind === "unknown" || kind === "withheld") {
    const top = HEIGHT - ROOM.bottom - 26;
    return svg("rect", { ...place, y: top, height: HEIGHT - ROOM.bottom - top, class: kind === "unknown" ? "absent" : "secret" }, title);
  }
  const top = y(point.row[column]);
  const classes = point.month === state.month ? "month chosen" : "month";
  return svg("rect", { ...place, y: top, height: HEIGHT - ROOM.bottom - top, class: classes }, title);
}

function monthLabels(points, step) {
  const every = step >= 24 ? 1 : step >= 12 ? 3 : 12;
  const labels = [];
  points.forEach(({ month }, at) => {
    const x = ROOM.left + (at + 0.5) * step;
    const number = Number(month.slice(5));
    const isShort = every < 12 && (number - 1) % every === 0;
    if (isShort) labels.push(svg("text", { x, y: HEIGHT - 20, class: "label" }, monthShort(month)));
    if (number === 1 || (at === 0 && 13 - number > 30 / step)) {
      labels.push(svg("text", { x, y: HEIGHT - (every < 12 ? 5 : 18), class: "label year" }, month.slice(0, 4)));
    }
  });
  return labels;
}

// Figures above the bars where all have room; otherwise the chosen month's alone, above all bars.
function valueLabels(points, { step, y, column, format }) {
  const texts = points.map(({ row }) => (row.status === "month_not_loaded" ? "" : shortText(row, column, format)));
  const hasRoom = Math.max(...texts.map((text) => text.length)) * 6.6 < step - 2;
  return points.map(({ month, row }, at) => {
    const text = texts[at];
    if (row.status === "month_not_loaded" || (!hasRoom && month !== state.month)) return null;
    const own = hasNumber(row, column) ? y(row[column]) : HEIGHT - ROOM.bottom - 26;
    const top = hasRoom ? own : ROOM.top - 2;
    const x = Math.max(ROOM.left + text.length * 3.3, Math.min(ROOM.left + (at + 0.5) * step, ROOM.left + points.length * step - text.length * 3.3));
    return svg("text", { x, y: top - 5, class: month === state.month ? "value chosen" : "value" }, text);
  });
}

function drawTrend(width, points, column, format, label) {
  const most = Math.max(...points.map(({ row }) => drawnValue(row, column)), 1);
  const step = (width - ROOM.left - ROOM.right) / points.length;
  const y = (value) => HEIGHT - ROOM.bottom - ((HEIGHT - ROOM.bottom - ROOM.top) * value) / most;
  const drawn = { step, y, column, format };
  const barsDrawn = points.map((point, at) => monthBar(point, { ...drawn, x: ROOM.left + at * step }));
  return svg(
    "svg",
    { viewBox: `0 0 ${width} ${HEIGHT}`, height: HEIGHT, class: "trend", role: "img", "aria-label": label },
    axis(most, width, y),
    barsDrawn,
    valueLabels(points, drawn),
    monthLabels(points, step),
  );
}

// The rows of a question that spans the shown months, a point for each month, and the table.
function trend(question, column, { format = "people", title } = {}) {
  const byMonth = new Map(question.rows.map((row) => [row.month_code, row]));
  const points = shownMonths().map((month) => ({ month, row: rowOrAbsence(byMonth.get(month), month) }));
  const label = `${title}. ${t("Una barra por mes, de", "One bar per month, from")} ${monthName(points[0].month)} ${t("a", "to")} ${monthName(state.month)}. ${t("Los valores están en la tabla que sigue.", "The values are in the table that follows.")}`;
  const box = el("div.trendbox");
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry.contentRect.width);
    if (width > 0 && box.dataset.width !== String(width)) {
      box.dataset.width = width;
      box.replaceChildren(drawTrend(width, points, column, format, label));
    }
  }).observe(box);
  const columns = [
    { name: t("Mes", "Month"), text: (point) => point.month, node: (point) => capital(monthName(point.month)) },
    { name: title, key: column, format, of: (point) => point.row },
  ];
  const data = fold(t("Ver la tabla", "Show the table"), () => table({ caption: title, question, columns, rows: points }));
  return [box, trendNotes(points, column), data];
}

function trendNotes(points, column) {
  const unknown = points.filter(({ row }) => stateOf(row, column) === "unknown");
  const statuses = [...new Set(unknown.map(({ row }) => row.status || "not_submitted"))].sort();
  const meanings = statuses.map((status) => (status === "month_not_loaded" ? ABSENCES[status]() : `${t("con –", "with –")}, ${word(status).toLowerCase()}`)).join("; ");
  const missing = meanings && note(t(`Recuadro punteado: ${meanings}. No es cero.`, `Dashed box: ${meanings}. It is not zero.`));
  return [missing, markNotes(points.map(({ row }) => [row, column]))];
}
