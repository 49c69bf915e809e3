// Elements made in one call. Texts are set as text, never as markup.

function fill(made, attributes, children) {
  Object.entries(attributes).forEach(([name, value]) => {
    if (value === null || value === undefined || value === false) return;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  });
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

// el("p.note", {id: "x"}, "text", node): the attributes may be left out.
function el(kind, ...parts) {
  const [tag, ...classes] = kind.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  const first = parts[0];
  const hasAttributes = first && typeof first === "object" && !(first instanceof Node) && !Array.isArray(first);
  return fill(made, hasAttributes ? first : {}, hasAttributes ? parts.slice(1) : parts);
}

// Draw the inside of a fold, its last element, when it is first opened.
function drawWhenOpened(details, draw) {
  details.addEventListener("toggle", () => {
    const box = details.lastElementChild;
    if (details.open && !box.dataset.drawn) {
      box.dataset.drawn = "1";
      draw(box);
    }
  });
}

function fold(summary, draw) {
  const made = el("details", el("summary", summary), el("div"));
  drawWhenOpened(made, (box) => box.append(draw()));
  return made;
}

function note(...children) {
  return el("p.note", ...children);
}

function none(text) {
  return el("p.none", text);
}
