// Behind every figure: what it means, how it must not be used, and the SQL that gives it.

// Lists, such as the regions, have no definition: they go by their name.
function definitionOf(name) {
  return meta.definitions[name] || { title: { es: name, en: name }, definition: { es: "", en: "" } };
}

function definitionText(name) {
  const own = definitionOf(name);
  const words = [el("p", told(own.definition))];
  if (own.caution) words.push(el("p.caution", el("b", t("Cuidado. ", "Take care. ")), told(own.caution)));
  return words;
}

function sqlBox(question, shown) {
  const sql = sqlOf(question, shown);
  const copy = el("button.copy", { type: "button" }, t("Copiar", "Copy"));
  const code = el("code", sql);
  copy.addEventListener("click", () => {
    getSelection().selectAllChildren(code);
    document.execCommand("copy"); // also works from disk, where the Clipboard API may not
    copy.textContent = t("Copiado", "Copied");
  });
  const database = meta.surface === "public" ? "public/warehouse.duckdb" : "warehouse.duckdb";
  const held = t(`Se ejecuta en ${database} de la edición ${meta.release.release_id}.`, `Runs on ${database} of release ${meta.release.release_id}.`);
  const scroll = el("pre", { tabindex: "0", "aria-label": "SQL" }, code);
  return [el("div.sqlhead", el("h3", "SQL"), copy), note(held), scroll];
}

function openAbout(question, shown) {
  const dialog = document.getElementById("about");
  const own = definitionOf(question.name);
  const close = el("button.close", { type: "button", "aria-label": t("Cerrar", "Close"), onclick: () => dialog.close() }, "×");
  const method = el("a", { href: linkTo({ page: "metodo" }), onclick: () => dialog.close() }, t("Método y todas las definiciones", "Method and all definitions"));
  dialog.replaceChildren(
    el("div.dialoghead", el("h2", { id: "about-title" }, told(own.title)), close),
    ...definitionText(question.name),
    ...sqlBox(question, shown),
    el("p", method),
  );
  dialog.showModal();
}

// The button beside a figure, chart or table. `shown`: its column, where it is one figure.
function about(question, shown) {
  if (!meta.sql[question.name]) return null;
  const own = definitionOf(question.name);
  const label = `${t("Definición y SQL", "Definition and SQL")}: ${told(own.title)}`;
  return el("button.about", { type: "button", "aria-label": label, title: label, onclick: () => openAbout(question, shown) }, "i");
}

document.getElementById("about").addEventListener("click", (event) => {
  if (event.target.id === "about") event.target.close(); // a click beside it
});
