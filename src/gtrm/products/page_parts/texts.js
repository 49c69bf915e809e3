// Texts in Spanish and English, and figures. WORDS: the page's list of texts, each {es, en}.

const WORDS = JSON.parse(document.getElementById("texts").textContent);

function language() {
  return document.documentElement.lang;
}

// A text that the release has in Spanish only is shown in Spanish.
function t(es, en) {
  return language() === "es" ? es : en ?? es;
}

// A text of a list.
function told(text) {
  return t(text.es, text.en);
}

// A whole number with its thousands apart.
function grouped(number, mark = "\u202f") {
  return String(number).replace(/\B(?=(\d{3})+$)/g, mark);
}
