// Pictures of layers, as pages/components/inside/cards.py describes them: a row of numbers per word, maps
// of an image, or bars. `cardOf` makes one; its picture knows where a place is and what is at the pointer.

const TALL = 400, WIDE = 160, NAMED = 13, MAP = 176, STEPS = 32767;

// As words.number in Python.
function numberText(value) {
  const size = Math.abs(value);
  let decimals = size >= 100 ? 1 : 2;
  if (size > 0 && size < 0.095) decimals = Math.min(4, 1 - Math.floor(Math.log10(size)));
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? "0" : text.replace("-", "−");
}

function valuesOf(card) {
  const bytes = Uint8Array.from(atob(card.values), (one) => one.charCodeAt(0));
  return new Int16Array(bytes.buffer);
}

function clamp(value, least, most) {
  return Math.max(least, Math.min(most, value));
}

// Width and height of a cell, and how many there are. A layer that copies its input is drawn smaller.
function cellsOf({ kind, size, copies }) {
  const [rows, columns] = size, share = copies ? 0.5 : 1;
  const side = share * clamp(MAP / Math.max(rows, columns ?? 1), 5, 44);
  if (kind === "maps" || kind === "pixels") return { rows, columns, width: side, height: side };
  const height = clamp(TALL / rows, 2, 22);
  if (kind === "bars") return { rows, columns: 1, width: share * 104, height };
  return { rows, columns, width: share * clamp(WIDE / columns, 3, 22), height };
}

function colours(node) {
  const style = getComputedStyle(node);
  const of = (name) => style.getPropertyValue(name).trim();
  return { plus: of("--plus"), minus: of("--minus"), ink: of("--st-text-color"), paper: of("--st-background-color") };
}

function paper(width, height) {
  const canvas = element("canvas", { "aria-hidden": "true" }), scale = devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.style.cssText = `width: ${width}px; height: ${height}px`;
  const draw = canvas.getContext("2d");
  draw.scale(scale, scale);
  return [canvas, draw];
}

// Shares of the largest number as squares: gold or slate, the stronger the larger; pixels as ink.
function paintCells(draw, card, at, cells, colour) {
  const { rows, columns, width, height } = cells, gap = Math.min(width, height) > 7 ? 1 : 0;
  draw.font = "13px sans-serif";
  draw.textAlign = "center";
  draw.textBaseline = "middle";
  for (let row = 0; row < rows; row += 1) for (let column = 0; column < columns; column += 1) {
    const share = at(row, column), strength = Math.abs(share);
    const [left, top] = [column * width, row * height];
    draw.globalAlpha = 0.05;
    draw.fillStyle = colour.ink;
    draw.fillRect(left, top, width - gap, height - gap);
    draw.globalAlpha = 0.92 * strength;
    draw.fillStyle = card.kind === "pixels" ? colour.ink : share > 0 ? colour.plus : colour.minus;
    draw.fillRect(left, top, width - gap, height - gap);
    if (width < 32 || height < 18) continue;
    draw.globalAlpha = 1;
    const light = card.kind === "pixels" ? strength > 0.5 : share < 0 && strength > 0.42;
    draw.fillStyle = light ? colour.paper : share > 0.3 && card.kind !== "pixels" ? "#1d1d1f" : colour.ink;
    draw.fillText(numberText(share * card.scale), left + width / 2, top + height / 2 + 1);
  }
  draw.globalAlpha = 1;
}

function paintBars(draw, at, cells, colour, signed) {
  const zero = signed ? cells.width / 2 : 0, room = cells.width - zero;
  draw.fillStyle = colour.ink;
  draw.globalAlpha = 0.3;
  draw.fillRect(zero, 0, 1, cells.rows * cells.height);
  draw.globalAlpha = 1;
  for (let row = 0; row < cells.rows; row += 1) {
    const share = at(row, 0), length = Math.abs(share) * room, gap = cells.height > 7 ? 2 : 0.5;
    draw.fillStyle = share > 0 ? colour.plus : colour.minus;
    draw.fillRect(share > 0 ? zero : zero - length, row * cells.height + gap / 2, length, cells.height - gap);
  }
}

// A node over a range of cells: [from, to) along both sides.
function overlay(name, cells, [top, bottom], [left, right]) {
  return element("i", { class: name, style: `left: ${left * cells.width}px; top: ${top * cells.height}px; width: ${(right - left) * cells.width}px; height: ${(bottom - top) * cells.height}px` });
}

// The picture of a card; `pick(index)` is called for what is clicked or reached with the arrow keys.
function pictureOf(root, card, pick) {
  const cells = cellsOf(card), values = valuesOf(card), colour = colours(root), { first, size, shape } = card;
  const node = element("div", { class: `picture ${card.kind}`, "data-layer": card.number });
  const channels = card.kind === "maps" ? size[2] : 1;
  const stack = element("div", { class: "cells" });
  const picture = { node, card, place: [...card.place] };
  const indexAt = (row, column) => {
    const index = [first[0] + row];
    if (card.kind !== "bars") index.push(first[1] + column);
    return card.kind === "maps" ? [...index, picture.place[2]] : index;
  };
  const shareAt = (channel) => (row, column) => values[(row * cells.columns + column) * channels + channel] / STEPS;
  const share = (index) => {
    const local = index.map((one, axis) => one - first[axis]);
    return local.every((one, axis) => one >= 0 && one < size[axis]) ? values[local.reduce((sum, one, axis) => sum * size[axis] + one, 0)] / STEPS : null;
  };
  const paint = () => {
    const [canvas, draw] = paper(cells.columns * cells.width, cells.rows * cells.height);
    const at = shareAt(card.kind === "maps" ? clamp(picture.place[2] - first[2], 0, channels - 1) : 0);
    if (card.kind === "bars") paintBars(draw, at, cells, colour, values.some((one) => one < 0));
    else paintCells(draw, card, at, cells, colour);
    stack.querySelector("canvas")?.remove();
    stack.prepend(canvas);
  };
  const names = card.named && cells.height >= NAMED ? element("div", { class: "names", "aria-hidden": "true" },
    ...card.names[0].map((text) => element("span", { text, style: `height: ${cells.height}px; line-height: ${cells.height}px` }))) : null;
  const writeNames = ([from, to]) => names?.childNodes.forEach((one, row) => one.classList.toggle("on", row + first[0] >= from && row + first[0] < to));
  picture.text = (index) => {
    const value = share(index);
    const label = index.map((one, axis) => card.names[axis][one - first[axis]]).filter(Boolean).join(", ");
    return value === null ? null : { label, value: numberText(value * card.scale) };
  };
  // Marks the number at a place, in a frame what the next sum reads, and the terms of that sum.
  picture.mark = (place, window = null, terms = []) => {
    const channel = picture.place[2] !== place[2];
    picture.place = [...place];
    if (channel) paint();
    stack.querySelectorAll("i").forEach((old) => old.remove());
    const local = (axis, one) => (axis < first.length ? one - first[axis] : 0);
    const range = (axis, [from, to]) => [clamp(local(axis, from), 0, size[axis]), clamp(local(axis, to), 0, size[axis])];
    const side = card.kind === "bars" ? () => [0, 1] : (ranges) => range(1, ranges[1]);
    for (const term of terms) if (share(term) !== null && (card.kind !== "maps" || term[2] === place[2])) stack.append(overlay("term", cells, [local(0, term[0]), local(0, term[0]) + 1], card.kind === "bars" ? [0, 1] : [local(1, term[1]), local(1, term[1]) + 1]));
    if (window) stack.append(overlay("frame", cells, range(0, window[0]), side(window)));
    const cell = place.map((one) => [one, one + 1]);
    if (share(place) !== null) stack.append(overlay("cell", cells, range(0, cell[0]), side(cell)));
    writeNames(window && window[0][1] - window[0][0] < shape[0] ? window[0] : cell[0]);
    thumbs?.querySelectorAll("i").forEach((one, number) => one.classList.toggle("on", number + first[2] === place[2]));
  };
  picture.hot = (place) => {
    stack.querySelector(".hot")?.remove();
    if (place && share(place) !== null) stack.append(overlay("hot", cells, [local0(place), local0(place) + 1], card.kind === "bars" ? [0, 1] : [place[1] - first[1], place[1] - first[1] + 1]));
  };
  const local0 = (place) => place[0] - first[0];
  const thumbs = channels > 1 && !card.copies ? thumbsOf(card, shareAt, colour, (channel) => pick([...picture.place.slice(0, 2), channel])) : null;
  const under = (event) => {
    const box = stack.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top) / cells.height), column = Math.floor((event.clientX - box.left) / cells.width);
    return row < 0 || row >= cells.rows || column < 0 || column >= cells.columns ? null : indexAt(row, column);
  };
  stack.onpointermove = (event) => picture.point?.(under(event));
  stack.onpointerleave = () => picture.point?.(null);
  stack.onclick = (event) => {
    const index = under(event);
    if (index) pick(index);
  };
  node.append(...[names, stack, thumbs, card.stopped && stoppedBars(card, cells)].filter(Boolean));
  paint();
  return picture;
}

// How probable the last answer was after each step, with a line at one half.
function stoppedBars({ stopped }, { height }) {
  return element("div", { class: "stopped", "aria-hidden": "true" }, ...stopped.shares.map((share) => element("i", { style: `height: ${height}px; --share: ${share}` })));
}

// All maps of an image small; the one that is shown large is framed.
function thumbsOf(card, shareAt, colour, pick) {
  const [rows, columns, channels] = card.size, across = channels > 24 ? 8 : channels > 8 ? 6 : 4;
  const side = Math.floor(MAP / across) - 4, pixel = side / Math.max(rows, columns);
  const cells = { rows, columns, width: pixel, height: pixel };
  const node = element("div", { class: "thumbs", style: `grid-template-columns: repeat(${across}, auto)` });
  for (let channel = 0; channel < channels; channel += 1) {
    const [canvas, draw] = paper(columns * pixel, rows * pixel);
    paintCells(draw, card, shareAt(channel), cells, colour);
    const tile = element("i", { title: card.names[2][channel] }, canvas);
    tile.onclick = () => pick(card.first[2] + channel);
    node.append(tile);
  }
  return node;
}

// A layer: its name and shape, its picture, and the number that is marked in it.
function cardOf(root, card, picked) {
  const picture = pictureOf(root, card, (index) => picked(card, index));
  const label = element("span"), value = element("b");
  const show = (text) => {
    label.textContent = text.label;
    value.textContent = text.value;
  };
  const marked = { label: card.label, value: card.marked };
  show(marked);
  picture.point = (index) => show((index && picture.text(index)) || marked);
  picture.say = (index) => Object.assign(marked, picture.text(index) ?? { label: "", value: "…" }) && show(marked);
  const title = card.number ? `${card.number} · ${card.title}` : card.title;
  const node = element("section", { class: "card", "data-card": card.number },
    element("h3", { text: title }),
    element("p", { class: "note" }, element("span", { text: card.note }), card.parameters && element("span", { text: card.parameters })),
    picture.node,
    element("p", { class: "marked" }, label, value),
    card.stopped && element("p", { class: "range", text: card.stopped.text }),
    element("p", { class: "range", text: [card.range, card.part].filter(Boolean).join(" · ") }));
  if (card.number) {
    Object.entries({ tabindex: 0, role: "application", "aria-label": `${title}: ${card.label} ${card.marked}` }).forEach(([name, text]) => picture.node.setAttribute(name, text));
    picture.node.onkeydown = (event) => {
      const index = movedBy(event, card, picture.place);
      if (!index) return;
      event.preventDefault();
      picked(card, index);
    };
    picture.node.onfocus = () => picture.node.matches(":focus-visible") && !node.classList.contains("on") && picked(card, picture.place);
  } else picture.node.classList.add("still");
  return Object.assign(picture, { section: node });
}

// The place that an arrow key leads to; PageUp and PageDown change the map.
function movedBy(event, { shape, kind }, place) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const across = kind === "bars" ? 0 : 1;
  const [axis, step] = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [across, -1], ArrowRight: [across, 1], PageUp: [2, -1], PageDown: [2, 1] }[event.key] ?? [];
  if (axis === undefined || axis >= shape.length) return null;
  return place.map((one, number) => (number === axis ? clamp(one + step, 0, shape[axis] - 1) : one));
}
