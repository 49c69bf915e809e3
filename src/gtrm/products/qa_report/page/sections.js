// The folds that the page came with: organisations, systematic defects, decisions.

document.querySelectorAll("details[data-organisation]").forEach((details) => {
  const number = Number(details.dataset.organisation);
  drawWhenOpened(details, (box) => {
    const own = ALL.filter((one) => findings.organisation[one] === number);
    const parts = [
      [["Por corregir", "To correct"], own.filter((one) => !["waived", "fixed"].includes(stateOf(one)))],
      [["Corregidas desde el archivo anterior", "Corrected since the earlier file"], own.filter((one) => stateOf(one) === "fixed")],
      [["Aceptadas con motivo", "Accepted with a reason"], own.filter((one) => stateOf(one) === "waived")],
    ];
    parts.filter(([, list]) => list.length).forEach(([title, list]) => {
      box.append(say(el("h4"), ...title));
      drawGroups(box, list, "rule", []);
    });
  });
});

// The finding's value lists the rules that it explains; without a file it speaks of the whole month.
document.querySelectorAll("details[data-systematic]").forEach((details) => {
  const told = Number(details.dataset.systematic);
  drawWhenOpened(details, (box) => {
    const [rules, file] = [textOf("value", told).split(" "), findings.file[told]];
    const own = STANDING.filter(
      (one) => rules.includes(ruleOf(one).id) && (!file || findings.file[one] === file),
    );
    if (own.length) drawGroups(box, own, "rule", file ? ["file"] : []);
    else box.append(say(el("p.note"), "Ninguna regla señala estas filas una por una.", "No rule flags these rows one by one."));
  });
});

document.querySelectorAll("details[data-waiver]").forEach((details) => {
  const number = Number(details.dataset.waiver);
  drawWhenOpened(details, (box) => {
    drawTable(box, ALL.filter((one) => findings.waiver[one] === number), ["rule"]);
  });
});

document.querySelectorAll("details[data-repair]").forEach((details) => {
  const number = Number(details.dataset.repair);
  const cells = data.repairs.group.map((_, one) => one).filter((one) => data.repairs.group[one] === number);
  drawWhenOpened(details, (box) => {
    const list = el("ul.repairs");
    box.append(list);
    drawPaged(list, cells, (one) => {
      const text = (name) => data.texts[data.repairs[name][one]];
      const place = [fileName(data.repairs.file[one]), text("sheet_name"), data.repairs.row[one], text("field_name")];
      const line = el("li", `${place.join(" · ")}: `);
      line.append(el("del", text("reported_value") || "–"), " → ", el("ins", text("repaired_value")));
      return line;
    }, box);
  });
});

function openTarget() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && target.tagName === "DETAILS") target.open = true;
}

addEventListener("hashchange", openTarget);
openTarget();
