// Two rows that a finding relates, field by field.

function pairRow(number) {
  const [file, sheet, row, cells] = data.pair_rows[number];
  return { sheet: `${fileName(file)} · ${data.texts[sheet]}`, row, cells: cells.map((text) => data.texts[text]) };
}

function namePlace(parent, place, sheet) {
  if (sheet) parent.append(`${sheet} · `);
  say(parent, "fila ", "row ").append(String(place.row));
  return parent;
}

// Blank and 0 are shown only where the other row says something else.
function saysSomething(text) {
  return text !== "" && text !== "0";
}

function drawPair(box, [one, ownNumber, otherNumber]) {
  const [own, other] = [pairRow(ownNumber), pairRow(otherNumber)];
  const table = el("table.pair");
  const head = el("tr");
  head.append(say(el("th"), "Campo", "Field"), namePlace(el("th"), own, own.sheet), namePlace(el("th"), other, other.sheet));
  table.append(el("thead"), el("tbody"));
  table.tHead.append(head);
  const add = (names, left, right, differs) => {
    const row = el(differs ? "tr.differs" : "tr");
    const name = say(el("th"), ...names);
    name.scope = "row";
    row.append(name, el("td", left), el("td", differs ? `≠ ${right}` : right));
    table.tBodies[0].append(row);
  };
  data.fields.forEach((names, field) => {
    const [left, right] = [own.cells[field], other.cells[field]];
    if (saysSomething(left) || saysSomething(right)) add(names, left, right, left !== right);
  });
  const scroll = el("div.scroll");
  scroll.append(table);
  box.append(say(el("p.note"), hintOf(one, "es"), hintOf(one, "en")), scroll);
}

function pairFold(pair) {
  const [own, other] = [pairRow(pair[1]), pairRow(pair[2])];
  const differing = own.cells.filter((cell, field) => cell !== other.cells[field]).length;
  const details = el("details.group");
  const summary = el("summary");
  namePlace(summary, own, own.sheet).append(" ⇄ ");
  namePlace(summary, other, other.sheet !== own.sheet && other.sheet).append(" ");
  const told = differing ? [`≠ ${differing}`, `≠ ${differing}`] : ["iguales", "equal"];
  summary.append(say(el("small.count"), ...told));
  details.append(summary, el("div"));
  drawWhenOpened(details, (box) => drawPair(box, pair));
  return details;
}

function drawPairs() {
  const groups = new Map();
  data.pairs.forEach((pair) => {
    const rule = findings.rule[pair[0]];
    groups.set(rule, [...(groups.get(rule) || []), pair]);
  });
  groups.forEach((pairs) => {
    const details = el("details.group");
    const summary = el("summary");
    nameGroup(summary, "rule", pairs[0][0]);
    summary.append(" ", el("small.count", grouped(pairs.length)));
    details.append(summary, el("div"));
    drawWhenOpened(details, (box) => {
      const list = el("div");
      box.append(list);
      drawPaged(list, pairs, pairFold, box);
    });
    document.getElementById("pair-groups").append(details);
  });
}

drawPairs();
