// Draws what pages/components/run/wall.py describes: test samples, each a link to the page Inside.

function picture(sample, ink) {
  const [rows, columns] = sample.shape;
  const node = element("canvas", { width: columns, height: rows, "aria-hidden": "true" });
  const paper = node.getContext("2d");
  const image = paper.createImageData(columns, rows);
  [...atob(sample.pixels)].forEach((byte, index) => image.data.set([...ink, byte.charCodeAt(0)], 4 * index));
  paper.putImageData(image, 0, 0);
  return node;
}

function text(sample) {
  const dots = () => element("span", { class: "more", text: "…" });
  const node = element("span", { class: sample.words ? "words" : "strip" });
  if (sample.before) node.append(dots(), " ");
  for (const [word, kind] of sample.tokens) node.append(element("span", { class: sample.words ? kind : `token ${kind}`, text: word }), " ");
  if (sample.after) node.append(dots());
  return node;
}

function numbers(sample) {
  return element("span", { class: "numbers" }, ...sample.numbers.map(([name, value]) => element("span", {}, element("i", { text: name }), element("b", { text: value }))));
}

function answer(one) {
  return element("span", { class: one.right ? "answer" : "answer wrong", title: one.label },
    element("i", { class: `mark ${one.mark}` }), element("b", { text: one.text }), one.note && element("small", { text: one.note }));
}

function card(root, sample, ink) {
  const content = sample.pixels ? picture(sample, ink) : sample.tokens ? text(sample) : numbers(sample);
  const truth = element("span", { class: "truth" }, element("b", { text: sample.truth }), element("small", { text: sample.number }));
  const answers = element("span", { class: "answers" }, ...sample.answers.map(answer));
  const node = element("a", { href: sample.href, class: sample.pixels ? "card" : "card row", "aria-label": sample.label, title: sample.label },
    content, element("span", { class: "about" }, truth, answers));
  node.onclick = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return; // the browser decides where it opens
    event.preventDefault();
    root.open(sample.sample);
  };
  return node;
}

// A colour of the theme as three numbers from 0 to 255.
function colour(root) {
  return getComputedStyle(root).color.match(/[\d.]+/g).slice(0, 3).map(Number);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".wall");
  root.open = (sample) => setTriggerValue("act", sample);
  const ink = colour(root);
  const shown = JSON.stringify([data, ink]);
  if (root.shown === shown) return; // keyboard focus stays where it is
  root.shown = shown;
  root.replaceChildren(...data.samples.map((sample) => card(root, sample, ink)));
}
