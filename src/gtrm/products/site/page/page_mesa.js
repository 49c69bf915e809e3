// A mesa: the local coordination group of one or more regions, as it was in the month.

function monthEnd() {
  const [year, month] = state.month.split("-").map(Number);
  return `${state.month}-${String(new Date(Date.UTC(year, month, 0)).getUTCDate()).padStart(2, "0")}`;
}

function isValid(row) {
  return (!row.valid_from_date || row.valid_from_date <= monthEnd()) && (!row.valid_to_date || row.valid_to_date >= `${state.month}-01`);
}

function validOf(name) {
  const question = ask(name, { mesa_code: state.mesa });
  return { ...question, valid: question.rows.filter(isValid) };
}

function mesaCard() {
  const question = ask("people_reached_mesas", { month_code: state.month, mesa_code: state.mesa });
  const [row] = question.rows;
  return card(question, "people_reached_count", { title: t("Personas alcanzadas en sus regiones", "People reached in its regions"), more: [regionsNote(row), methodNote(row)] });
}

function mesaStateCard() {
  const question = validOf("mesa_periods");
  const [row] = question.valid.slice(-1);
  const text = row ? word(row.state_code) : t("Sin información", "No information");
  const since = row && note(`${t("Desde el", "Since")} ${dateText(row.valid_from_date)}${row.valid_to_date ? ` ${t("hasta el", "until")} ${dateText(row.valid_to_date)}` : ""}`);
  return el("section.panel.card", el("div.panelhead", el("h2", t("Estado en el mes", "State in the month")), about(question)), el("p.headline.words", text), since, row && note(row.source_note));
}

function mesaRegionsCard() {
  const codes = validOf("mesa_regions").valid.map((row) => row.scope_code);
  const links = codes.map((code) => el("li", el("a", { href: linkTo({ page: "region", region: code }) }, regionName(code))));
  return el("section.panel.card", el("div.panelhead", el("h2", t("Regiones", "Regions"))), links.length ? el("ul.chips", links) : note(t("Ninguna en el mes.", "None in the month.")));
}

function membersPanel() {
  const question = validOf("mesa_members");
  const title = t("Miembros", "Members");
  const columns = [
    { name: t("Institución", "Institution"), text: (row) => row.member_name },
    { name: t("Tipo", "Type"), text: (row) => nameOf("organisation_types", "organisation_type", row.member_type) },
    { name: t("Papel", "Role"), text: (row) => word(row.member_role) },
    { name: t("Desde", "Since"), text: (row) => row.valid_from_date, node: (row) => dateText(row.valid_from_date) },
  ];
  return panel("full", `${title} (${question.valid.length})`, question, table({ caption: title, question, columns, rows: question.valid }));
}

function mesaSubgroupsPanel() {
  const question = validOf("mesa_subgroups");
  const title = t("Grupos de trabajo", "Working groups");
  const items = question.valid.map((row) => el("li", row.subgroup_code ? el("a", { href: linkTo({ page: "subgrupo", subgroup: row.subgroup_code }) }, named(row)) : named(row)));
  return panel("half", title, question, items.length ? el("ul.chips", items) : none(t("Ninguno en este mes.", "None in this month.")));
}

function meetingsPanel() {
  const question = ask("meetings", { mesa_code: state.mesa });
  const title = t("Reuniones del año", "Meetings of the year");
  const rows = question.rows.filter((row) => row.month_code.startsWith(state.month.slice(0, 4)));
  const items = rows.map((row) => el("li", el("b", `${row.meeting_date ? dateText(row.meeting_date) : monthName(row.month_code)} · ${word(row.meeting_type)}: `), named(row)));
  return panel("half", title, question, items.length ? el("ul.meetings", items) : none(t("Ninguna registrada este año.", "None recorded this year.")));
}

function mesaTrendPanel() {
  const question = ask("people_reached_mesas", { month_code: spanOfMonths(), mesa_code: state.mesa });
  const title = t("Personas alcanzadas por mes", "People reached by month");
  return panel("full", title, question, trend(question, "people_reached_count", { title }), boundsNote(question.rows, (row) => monthName(row.month_code)));
}

function chooseMesa() {
  const rows = ask("mesas").rows;
  const items = rows.map((row) => el("li", el("a", { href: linkTo({ mesa: row.mesa_code }) }, named(row)), el("p", row.place_name)));
  const empty = none(t("Esta edición no contiene mesas.", "This release holds no mesas."));
  return [heading("Mesas", t("Los grupos de coordinación que lidera el Estado en cada región.", "The coordination groups that the State leads in each region.")), rows.length ? el("ul.choices", items) : empty];
}

function drawMesa() {
  if (!state.mesa) return chooseMesa();
  const [own] = ask("mesas", { mesa_code: state.mesa }).rows;
  return [
    heading(named(own), [own.place_name, own.acronym, monthTitle()].filter(Boolean).join(" · ")),
    el("div.cards", mesaCard(), mesaStateCard(), mesaRegionsCard()),
    grid(mesaTrendPanel(), mesaSubgroupsPanel(), meetingsPanel(), serviceDaysPanel({ mesa_code: state.mesa }), membersPanel()),
  ];
}
