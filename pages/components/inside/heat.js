// An image under its patches, once per model; a patch is coloured by how much the answer changes
// without it, and says so in words at the pointer.

function heatMaps(image, why) {
  const words = element("p", { class: "words", role: "status", text: why.hint });
  const legend = element("span", { class: "legend" }, element("i", { class: "plus", "aria-hidden": "true" }), element("span", { text: why.plus }), element("i", { class: "minus", "aria-hidden": "true" }), element("span", { text: why.minus }));
  const say = (text) => (words.textContent = text ?? why.hint);
  const maps = why.models.map((one) => element("figure", {},
    element("figcaption", {}, element("i", { class: `mark ${one.mark}`, "aria-hidden": "true" }), one.name, element("small", { text: one.answer })),
    element("div", { class: "heat" }, pixelGrid(image), patchGrid(why, one, say))));
  return [element("div", { class: "title" }, element("h2", { text: why.title }), legend), words, element("div", { class: "maps" }, ...maps)];
}

function pixelGrid(image, numbers) {
  const picture = element("div", { class: `pixels${numbers ? " numbers" : ""}`, role: "img", "aria-label": image.label, style: `--side: ${image.pixels.length}` });
  for (const value of image.pixels.flat()) {
    const share = value / image.most;
    picture.append(element("i", { class: share > 0.62 ? "dark" : share > 0.42 ? "mid" : "", style: `--ink: ${share}`, text: numbers ? String(value) : "" }));
  }
  return picture;
}

function patchGrid(why, one, say) {
  const [rows, columns] = why.grid;
  const cells = one.effects.map((effect, place) => {
    const points = Math.round(100 * effect), share = Math.abs(effect) / why.most;
    const sign = effect > 0 ? "plus" : "minus";
    const cell = element("span", { role: "gridcell", tabindex: place ? -1 : 0, class: points ? sign : "", style: `--share: ${share}`, text: points ? `${points > 0 ? "+" : "−"}${Math.abs(points)}` : "", "aria-label": one.words[place] });
    cell.onpointerenter = cell.onfocus = () => say(one.words[place]);
    return cell;
  });
  const lines = Array.from({ length: rows }, (_, row) => element("span", { role: "row" }, ...cells.slice(row * columns, (row + 1) * columns)));
  const grid = element("div", { class: "patches", role: "grid", "aria-label": one.name, style: `--rows: ${rows}; --columns: ${columns}` }, ...lines);
  grid.onpointerleave = () => say();
  grid.onkeydown = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    const next = step && cells[cells.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  return grid;
}
