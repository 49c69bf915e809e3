// The release's figures: columns in JSON, parsed when first asked for. See datasets.py.

const meta = JSON.parse(document.getElementById("meta").textContent);
const parsed = {};

function decode(column) {
  return Array.isArray(column) ? column : column.codes.map((code) => (code < 0 ? null : column.texts[code]));
}

// Rows lie by month first: where each month begins and ends.
function monthRanges(months) {
  const ranges = {};
  months.forEach((month, at) => {
    if (ranges[month]) ranges[month][1] = at + 1;
    else ranges[month] = [at, at + 1];
  });
  return ranges;
}

// The columns of a dataset, or null where the release does not hold its tables.
function dataset(name) {
  if (!(name in parsed)) {
    const source = document.getElementById(`data-${name}`);
    const columns = {};
    if (source) {
      Object.entries(JSON.parse(source.textContent)).forEach(([key, column]) => {
        columns[key] = decode(column);
      });
    }
    const keys = Object.keys(columns);
    const length = keys.length ? columns[keys[0]].length : 0;
    const ranges = keys[0] === "month_code" ? monthRanges(columns.month_code) : null;
    parsed[name] = source ? { columns, keys, length, ranges } : null;
  }
  return parsed[name];
}

// A condition of `where`: one value, null, a list of values, or {from, to}.
function test(condition) {
  if (Array.isArray(condition)) return (value) => condition.includes(value);
  if (condition && typeof condition === "object") {
    return (value) => value !== null && value >= condition.from && value <= condition.to;
  }
  return (value) => value === condition;
}

function positions(own, where) {
  const tests = Object.entries(where)
    .filter(([key]) => key !== "month_code" || typeof where.month_code !== "string")
    .map(([key, condition]) => [own.columns[key], test(condition)]);
  const oneMonth = own.ranges && typeof where.month_code === "string";
  const [start, end] = oneMonth ? own.ranges[where.month_code] || [0, 0] : [0, own.length];
  const found = [];
  for (let at = start; at < end; at += 1) {
    if (tests.every(([column, holds]) => holds(column[at]))) found.push(at);
  }
  return found;
}

// A question to the release: a dataset, a condition, and the rows that answer it.
function ask(name, where = {}) {
  const own = dataset(name);
  const rows = own
    ? positions(own, where).map((at) => Object.fromEntries(own.keys.map((key) => [key, own.columns[key][at]])))
    : [];
  return { name, where, rows, isHeld: own !== null };
}

function quoted(value) {
  return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value);
}

function conditionText([key, condition]) {
  if (condition === null) return `${key} is null`;
  if (Array.isArray(condition)) return `${key} in (${condition.map(quoted).join(", ")})`;
  if (typeof condition === "object") return `${key} between ${quoted(condition.from)} and ${quoted(condition.to)}`;
  return `${key} = ${quoted(condition)}`;
}

// The SQL behind a question: the dataset's own query, as it ran on the release, and the condition.
function sqlOf({ name, where }, shown) {
  const inner = meta.sql[name].split("\n").map((line) => (line ? `    ${line}` : line)).join("\n");
  const conditions = Object.entries(where).map(conditionText);
  const filter = conditions.length ? `\nwhere\n    ${conditions.join("\n    and ")}` : "";
  return `with figures as (\n\n${inner}\n\n)\n\nselect ${shown || "*"}\nfrom figures${filter}\norder by all`;
}
