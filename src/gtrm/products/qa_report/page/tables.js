// Tables of findings, drawn when their fold is opened and a page at a time.

const PAGE = 50;

function tag(severity) {
  return sayText(el(`span.tag.${severity}`), SEVERITIES[severity]);
}

function cell(row, name, content) {
  const made = el(`td.${name}`);
  made.dataset.es = COLUMNS[name].es;
  made.dataset.en = COLUMNS[name].en;
  if (content instanceof Node) made.append(content);
  else made.textContent = content || "";
  row.append(made);
  return made;
}

function ruleCell(one) {
  const rule = ruleOf(one);
  const box = el("div");
  box.append(tag(rule.severity), ` ${rule.id} `);
  return say(box, rule.titleEs, rule.titleEn);
}

function hintCell(one) {
  const box = say(el("div"), hintOf(one, "es"), hintOf(one, "en"));
  const suggested = textOf("suggested", one);
  if (suggested) {
    const line = say(el("div.suggested"), "Sugerencia: ", "Suggested: ");
    line.append(el("code", suggested));
    box.append(line);
  }
  if (["new", "still", "fixed"].includes(stateOf(one))) {
    box.append(sayText(el(`span.state.${stateOf(one)}`), STATES[stateOf(one)]));
  }
  return box;
}

function whereCell(one) {
  return findings.file[one]
    ? el("span", fileName(findings.file[one]))
    : say(el("span"), "Todo el mes", "The whole month");
}

const CELLS = {
  rule: ruleCell,
  file: whereCell,
  sheet: (one) => textOf("sheet", one),
  row: (one) => (findings.row[one] ? String(findings.row[one]) : ""),
  column: (one) => textOf("column", one),
  value: (one) => textOf("value", one),
  hint: hintCell,
};

function headOf(columns) {
  const row = el("tr");
  columns.forEach((name) => {
    const head = el(`th.${name}`);
    head.scope = "col";
    row.append(sayText(head, COLUMNS[name]));
  });
  const head = el("thead");
  head.append(row);
  return head;
}

// Append items a page at a time: `draw(item)` gives an element; a button asks for the next page.
function drawPaged(list, items, draw, box) {
  const more = el("button.more");
  more.type = "button";
  let shown = 0;
  function next() {
    list.append(...items.slice(shown, shown + PAGE).map(draw));
    shown = Math.min(shown + PAGE, items.length);
    const left = grouped(items.length - shown);
    more.textContent = "";
    say(more, `Mostrar más (quedan ${left})`, `Show more (${left} left)`);
    more.hidden = shown === items.length;
  }
  more.addEventListener("click", next);
  box.append(more);
  next();
}

function drawTable(box, list, without) {
  const columns = Object.keys(COLUMNS).filter((name) => !without.includes(name));
  const table = el("table.findings");
  const body = el("tbody");
  table.append(headOf(columns), body);
  const scroll = el("div.scroll");
  scroll.append(table);
  box.append(scroll);
  drawPaged(body, list, (one) => {
    const row = el("tr");
    columns.forEach((name) => cell(row, name, CELLS[name](one)));
    return row;
  }, box);
}

function groupBy(list, column) {
  const groups = new Map();
  list.forEach((one) => {
    const key = findings[column][one];
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(one);
  });
  return groups;
}

function nameGroup(summary, by, one) {
  if (by === "rule") {
    const rule = ruleOf(one);
    summary.append(tag(rule.severity), " ", el("b", rule.id), " ");
    say(summary, rule.titleEs, rule.titleEn);
    if (rule.alias) summary.append(" ", el("small", `R4V ${rule.alias}`));
  } else if (by === "file") {
    summary.append(whereCell(one));
  } else {
    const [code, name] = data.organisations[findings.organisation[one]];
    if (code) summary.append(name);
    else say(summary, "Todo el mes, o sin una organización identificada", "The whole month, or no one organisation identified");
  }
}

function drawGroups(box, list, by, without) {
  const groups = [...groupBy(list, by).values()];
  if (by !== "rule") groups.sort((a, b) => b.length - a.length);
  groups.forEach((own) => {
    const details = el("details.group");
    const summary = el("summary");
    nameGroup(summary, by, own[0]);
    summary.append(" ", el("small.count", grouped(own.length)));
    details.append(summary, el("div"));
    drawWhenOpened(details, (inside) => drawTable(inside, own, [by, ...without]));
    box.append(details);
  });
}
