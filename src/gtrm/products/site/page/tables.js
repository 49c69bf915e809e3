// Tables that sort by any column and are downloaded as CSV.

const PAGE = 60;

// A column: {key, name, row: how to get its row, format, text, node, isText}. A figure column names `key` and
// `format`; another gives `text(row)` and may give `node(row)`.
function cellText(column, row) {
  return column.text ? column.text(row) || "" : figureText(column.of ? column.of(row) : row, column.key, column.format);
}

function cellNode(column, row) {
  if (column.node) return column.node(row);
  return column.text ? column.text(row) || "" : figure(column.of ? column.of(row) : row, column.key, column.format);
}

function compare(column, one, other, direction) {
  if (column.text) return direction * cellText(column, one).localeCompare(cellText(column, other), "es", { numeric: true });
  const [left, right] = [one, other].map((row) => (column.of ? column.of(row) : row));
  return compareFigures(left, right, column.key, direction);
}

// In the file numbers are plain; what is not a number is written as the page shows it.
function csvCell(column, row) {
  const own = column.of ? column.of(row) : row;
  const isNumber = !column.text && stateOf(own, column.key) === "number";
  const text = isNumber ? String(own[column.key]) : cellText(column, row);
  const safe = !isNumber && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text; // no formula for a spreadsheet
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csvText(columns, rows) {
  const lines = rows.map((row) => columns.map((column) => csvCell(column, row)).join(","));
  const head = columns.map((column) => `"${column.name.replaceAll('"', '""')}"`).join(",");
  return `\ufeff${[head, ...lines].join("\r\n")}\r\n`;
}

function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function fileName(question) {
  const parts = [question.name, state.month, question.where.scope_code, meta.release.release_id];
  return `${parts.filter((part) => typeof part === "string" && part).join("_")}.csv`;
}

function headCell(column, sort) {
  const button = el("button", { type: "button" }, column.name, el("span.arrow", { "aria-hidden": "true" }));
  button.addEventListener("click", () => sort(column));
  return el(column.text ? "th" : "th.n", { scope: "col", "aria-sort": "none" }, button);
}

function bodyRow(columns, row) {
  return el(
    row.className ? `tr.${row.className}` : "tr",
    columns.map((column, at) => {
      const kind = at === 0 ? "th" : "td";
      return el(column.text ? kind : `${kind}.n`, at === 0 ? { scope: "row" } : { "data-label": column.name }, cellNode(column, row));
    }),
  );
}

// caption: what the table is; question: what it answers; sorted: the first column to sort by.
function table({ caption, question, columns, rows, sorted, ascending = false }) {
  if (!rows.length) return nothing();
  const body = el("tbody");
  const heads = columns.map((column) => headCell(column, sortBy));
  const more = el("button.more", { type: "button", onclick: () => next() });
  let current = [null, false];
  let ordered = [...rows];
  let shown = 0;
  function next() {
    body.append(...ordered.slice(shown, shown + PAGE).map((row) => bodyRow(columns, row)));
    shown = Math.min(shown + PAGE, ordered.length);
    more.textContent = t(`Mostrar más (quedan ${ordered.length - shown})`, `Show more (${ordered.length - shown} left)`);
    more.hidden = shown === ordered.length;
  }
  function order(column, isAscending) {
    current = [column, isAscending];
    const direction = isAscending ? 1 : -1;
    ordered = [...rows].sort((one, other) => (one.isLast || 0) - (other.isLast || 0) || compare(column, one, other, direction));
    heads.forEach((head, at) => head.setAttribute("aria-sort", columns[at] !== column ? "none" : isAscending ? "ascending" : "descending"));
    body.replaceChildren();
    shown = 0;
    next();
  }
  function sortBy(column) {
    order(column, current[0] === column ? !current[1] : Boolean(column.text));
  }
  if (sorted === undefined) next();
  else order(columns[sorted], ascending);
  const save = el("button.csv", { type: "button", onclick: () => download(fileName(question), csvText(columns, ordered)) }, t("Descargar CSV", "Download CSV"));
  save.setAttribute("aria-label", `${t("Descargar CSV", "Download CSV")}: ${caption}`);
  const scroll = el("div.scroll", { tabindex: "0", role: "region", "aria-label": caption });
  scroll.append(el("table", el("caption.unseen", caption), el("thead", el("tr", heads)), body));
  return el("div.tablebox", scroll, el("div.under", more, save));
}
