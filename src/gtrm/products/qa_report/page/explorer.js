// Search and filters over all findings that stand.

const form = document.getElementById("filters");

function fillSelect(name, options, everything) {
  const select = form.elements[name];
  if (everything) addOption(select, "", ...everything);
  options.forEach(([value, es, en]) => addOption(select, value, es, en));
}

function usedNumbers(column) {
  return [...new Set(STANDING.map((one) => findings[column][one]))];
}

function fillFilters() {
  const severities = Object.entries(SEVERITIES).map(([key, { es, en }]) => [key, es, en]);
  fillSelect("severity", severities, ["Todas", "All"]);
  const organisations = usedNumbers("organisation").map((number) => {
    const [code, name] = data.organisations[number];
    return code ? [number, name, name] : [number, "Todo el mes, o sin una organización identificada", "The whole month, or no one organisation identified"];
  });
  organisations.sort((a, b) => a[1].localeCompare(b[1], "es"));
  fillSelect("organisation", organisations, ["Todas", "All"]);
  const rules = usedNumbers("rule").map((number) => {
    const [id, , , , titleEs, titleEn] = data.rules[number];
    return [number, `${id} ${titleEs}`, `${id} ${titleEn}`];
  });
  fillSelect("rule", rules, ["Todas", "All"]);
  const states = ["new", "still", "open"].map((state) => [state, STATES[state].es, STATES[state].en]);
  fillSelect("state", states, ["Todas", "All"]);
  fillSelect("by", [["rule", "Regla", "Rule"], ["file", "Archivo", "File"], ["organisation", "Organización", "Organisation"]]);
}

function chosen() {
  const wanted = (name) => form.elements[name].value;
  let list = STANDING;
  if (wanted("severity")) list = list.filter((one) => ruleOf(one).severity === wanted("severity"));
  ["organisation", "rule"].filter(wanted).forEach((name) => {
    list = list.filter((one) => findings[name][one] === Number(wanted(name)));
  });
  if (wanted("state")) list = list.filter((one) => stateOf(one) === wanted("state"));
  return search(wanted("words"), list);
}

function show() {
  const list = chosen();
  const found = document.getElementById("found");
  const counts = [grouped(list.length), grouped(STANDING.length)];
  found.replaceChildren();
  found.dataset.count = list.length;
  say(found, `${counts[0]} de ${counts[1]} observaciones`, `${counts[0]} of ${counts[1]} findings`);
  const box = document.getElementById("groups");
  box.replaceChildren();
  if (list.length) drawGroups(box, list, form.elements.by.value, []);
  else if (!STANDING.length) box.append(say(el("p.none"), "Sin observaciones. ¡Gracias!", "No findings. Thank you!"));
}

let waiting;

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, 120);
});
form.addEventListener("reset", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, 0);
});
fillFilters();
show();
