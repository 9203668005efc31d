// A plane of two features per model, as pages/components/inside/plane.py describes it: the surer of a class,
// the darker, with a line where the answer changes and a ring at what is given.

const RANGE = 255, HALF = RANGE / 2;

// Line pieces between the points of a grid where its values pass one half.
function boundary(at, side) {
  const pieces = [];
  for (let row = 0; row < side - 1; row += 1) for (let column = 0; column < side - 1; column += 1) {
    const corners = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]];
    const cuts = corners.flatMap(([x, y], number) => {
      const [toX, toY] = corners[(number + 1) % 4], [from, to] = [at(x, y) - HALF, at(toX, toY) - HALF];
      const share = from / (from - to);
      return from > 0 === to > 0 ? [] : [`${x + share * (toX - x)} ${side - 1 - y - share * (toY - y)}`];
    });
    for (let number = 0; number + 1 < cuts.length; number += 2) pieces.push(`M${cuts[number]}L${cuts[number + 1]}`);
  }
  return pieces.join("");
}

function short(value, [least, most]) {
  const decimals = Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(most - least || 1))));
  return value.toFixed(decimals);
}

function planeOf(root, row) {
  const { axes, features, here, ranges, side, texts } = root.data;
  const values = Uint8Array.from(atob(row.values), (one) => one.charCodeAt(0));
  const at = (column, line) => values[line * side + column];
  const share = (value, [least, most]) => ((value - least) / (most - least || 1)) * (side - 1);
  const given = here.map((value, axis) => share(value, ranges[axis]));
  const canvas = element("canvas", { width: side, height: side, "aria-hidden": "true" });
  const over = shape("svg", { viewBox: `-0.5 -0.5 ${side} ${side}`, "aria-hidden": "true" });
  const cross = shape("circle", { class: "cross", r: 0.55 });
  over.append(shape("path", { d: boundary(at, side) }), shape("circle", { class: "here", cx: given[0], cy: side - 1 - given[1], r: 0.9 }), cross);
  const say = ([column, line]) => {
    const [across, up] = [column, line].map((place, axis) => `${features[axes[axis]]} ${short(ranges[axis][0] + (place / (side - 1)) * (ranges[axis][1] - ranges[axis][0]), ranges[axis])}`);
    const percent = texts.percent.replace("{number}", Math.round((100 * at(column, line)) / RANGE));
    cross.setAttribute("cx", column);
    cross.setAttribute("cy", side - 1 - line);
    picture.classList.add("pointed");
    root.words.textContent = texts.at.replace("{family}", () => row.family).replace("{share}", percent).replace("{across}", () => across).replace("{up}", () => up);
    picture.setAttribute("aria-label", root.words.textContent);
    place = [column, line];
  };
  const quiet = () => {
    picture.classList.remove("pointed");
    root.words.textContent = texts.hint;
  };
  const within = (value) => Math.max(0, Math.min(side - 1, Math.round(value)));
  let place = given.map(within);
  const picture = element("div", { class: "picture", tabindex: "0", role: "img", "aria-label": row.family }, canvas, over);
  picture.onfocus = () => say(place);
  picture.onblur = picture.onpointerleave = quiet;
  picture.onpointermove = ({ clientX, clientY }) => {
    const box = picture.getBoundingClientRect();
    say([within(((clientX - box.left) / box.width) * side - 0.5), within(side - 0.5 - ((clientY - box.top) / box.height) * side)]);
  };
  picture.onkeydown = (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!step) return;
    event.preventDefault();
    say(place.map((value, axis) => within(value + step[axis])));
  };
  const ends = (axis, name) => element("div", { class: name, "aria-hidden": "true" }, element("span", { text: short(ranges[axis][0], ranges[axis]) }), element("span", { class: "of", text: features[axes[axis]] }), element("span", { text: short(ranges[axis][1], ranges[axis]) }));
  const figure = element("figure", { "data-plane": row.family }, nameOf(row), element("div", { class: "frame" }, ends(1, "up"), picture, ends(0, "across")));
  return { figure, paint: () => paint(figure, canvas, at, side) };
}

// In the colour of the family's mark, which is known once the figure is on the page.
function paint(figure, canvas, at, side) {
  const draw = canvas.getContext("2d");
  draw.fillStyle = getComputedStyle(figure.querySelector(".mark")).backgroundColor;
  for (let row = 0; row < side; row += 1) for (let column = 0; column < side; column += 1) {
    draw.globalAlpha = 0.04 + 0.8 * (at(column, row) / RANGE);
    draw.fillRect(column, side - 1 - row, 1, 1);
  }
}

function selectOf(root, axis, label) {
  const { axes, features } = root.data;
  const options = features.map((name, number) => element("option", { value: number, text: name, selected: number === axes[axis] }));
  const node = element("select", { "aria-label": label }, ...options);
  node.onchange = () => root.choose(axes.map((old, number) => (number === axis ? Number(node.value) : old)));
  return node;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".plane");
  const held = [...root.querySelectorAll("select")].indexOf(root.getRootNode().activeElement);
  root.data = data;
  root.choose = (axes) => setTriggerValue("axes", axes);
  followInput(root, () => setTriggerValue("follow", true));
  root.hidden = !data.rows.length;
  if (root.hidden) return;
  root.words = element("p", { class: "words", role: "status", text: data.problem || data.texts.hint });
  const planes = data.rows.map((row) => planeOf(root, row));
  root.replaceChildren(
    element("div", { class: "line" }, element("h2", { text: data.texts.title }), selectOf(root, 0, data.texts.across), element("span", { text: "×" }), selectOf(root, 1, data.texts.up)),
    root.words,
    element("div", { class: "planes" }, ...planes.map(({ figure }) => figure)));
  planes.forEach(({ paint }) => paint());
  if (held >= 0) root.querySelectorAll("select")[held].focus();
}
