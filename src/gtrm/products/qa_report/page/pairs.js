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
  const table = element("table", "pair");
  const head = element("tr");
  head.append(say(element("th"), "Campo", "Field"), namePlace(element("th"), own, own.sheet), namePlace(element("th"), other, other.sheet));
  table.append(element("thead"), element("tbody"));
  table.tHead.append(head);
  const add = (names, left, right, differs) => {
    const row = element("tr", differs ? "differs" : "");
    const name = say(element("th"), ...names);
    name.scope = "row";
    row.append(name, element("td", "", left), element("td", "", differs ? `≠ ${right}` : right));
    table.tBodies[0].append(row);
  };
  data.fields.forEach((names, field) => {
    const [left, right] = [own.cells[field], other.cells[field]];
    if (saysSomething(left) || saysSomething(right)) add(names, left, right, left !== right);
  });
  const scroll = element("div", "scroll");
  scroll.append(table);
  box.append(say(element("p", "note"), hintOf(one, "es"), hintOf(one, "en")), scroll);
}

function pairFold(pair) {
  const [own, other] = [pairRow(pair[1]), pairRow(pair[2])];
  const differing = own.cells.filter((cell, field) => cell !== other.cells[field]).length;
  const details = element("details", "group");
  const summary = element("summary");
  namePlace(summary, own, own.sheet).append(" ⇄ ");
  namePlace(summary, other, other.sheet !== own.sheet && other.sheet).append(" ");
  const told = differing ? [`≠ ${differing}`, `≠ ${differing}`] : ["iguales", "equal"];
  summary.append(say(element("small", "count"), ...told));
  details.append(summary, element("div"));
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
    const details = element("details", "group");
    const summary = element("summary");
    nameGroup(summary, "rule", pairs[0][0]);
    summary.append(" ", element("small", "count", figure(pairs.length)));
    details.append(summary, element("div"));
    drawWhenOpened(details, (box) => {
      const list = element("div");
      box.append(list);
      drawPaged(list, pairs, pairFold, box);
    });
    document.getElementById("pair-groups").append(details);
  });
}

drawPairs();
