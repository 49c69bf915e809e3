// The findings: columns of numbers into lists of texts (see report/data.py).

const data = JSON.parse(document.getElementById("data").textContent);
const findings = data.findings;
const STATE_NAMES = Object.keys(STATES);
const ALL = findings.rule.map((_, position) => position);
const STANDING = ALL.filter((one) => !["waived", "fixed"].includes(stateOf(one)));

function stateOf(one) {
  return STATE_NAMES[findings.state[one]];
}

function ruleOf(one) {
  const [id, severity, alias, scope, titleEs, titleEn] = data.rules[findings.rule[one]];
  return { id, severity, alias, scope, titleEs, titleEn };
}

function textOf(column, one) {
  return data.texts[findings[column][one]];
}

function hintOf(one, code) {
  const figures = textOf(`figures_${code}`, one).split("\t");
  let next = 0;
  return textOf(`hint_${code}`, one).replace(/\u0001/g, () => figures[next++]);
}

function fileName(number) {
  const [name, month, version] = data.files[number];
  return version > 1 ? `${name} (v${version})` : name;
}

// Search: each text is looked at once, however many findings share it.

function plain(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
}

const searched = {};

function searchable(name) {
  if (!searched[name]) {
    const lists = {
      texts: () => data.texts,
      files: () => data.files.map((file) => file[0]),
      organisations: () => data.organisations.map((own) => own.join(" ")),
      rules: () => data.rules.map((rule) => rule.join(" ")),
    };
    searched[name] = lists[name]().map(plain);
  }
  return searched[name];
}

function findingsWithWord(word, among) {
  const holds = {};
  ["texts", "files", "organisations", "rules"].forEach((name) => {
    holds[name] = searchable(name).map((text) => text.includes(word));
  });
  const inText = ["sheet", "column", "value", "suggested", "hint_es", "hint_en", "figures_es"];
  const columns = inText.map((name) => findings[name]);
  return among.filter(
    (one) =>
      holds.rules[findings.rule[one]] ||
      holds.files[findings.file[one]] ||
      holds.organisations[findings.organisation[one]] ||
      String(findings.row[one]) === word ||
      columns.some((column) => holds.texts[column[one]]),
  );
}

function search(words, among) {
  return plain(words).split(/\s+/).filter(Boolean).reduce((left, word) => findingsWithWord(word, left), among);
}
