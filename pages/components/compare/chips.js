function part(name, tag = "span") {
  const node = document.createElement(tag);
  node.className = name;
  return node;
}

function chip() {
  const node = part("chip", "div");
  const head = part("head", "div"), body = part("body", "div"), bar = part("bar", "div");
  head.append(part("mark"), part("name"), part("state"));
  body.append(part("figure"), part("unit"), part("note"));
  bar.append(document.createElement("i"));
  for (const [name, value] of [["role", "progressbar"], ["aria-valuemin", 0], ["aria-valuemax", 100]]) bar.setAttribute(name, value);
  node.append(head, body, bar);
  node.querySelector(".mark").setAttribute("aria-hidden", "true");
  return node;
}

function render(node, { chips, more }) {
  const existing = new Map([...node.querySelectorAll(".chip")].map((one) => [one.dataset.chip, one]));
  const place = (id) => (node.order.includes(id) ? node.order.indexOf(id) : node.order.length);
  const sorted = chips.map((one, index) => [place(one.id), index, one]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const nodes = sorted.map(([, , content]) => {
    const one = existing.get(content.id) ?? chip();
    const text = JSON.stringify([content, node.kinds[content.id]]);
    if (one.content === text) return one;
    one.content = text;
    one.dataset.chip = content.id;
    one.className = `chip ${node.kinds[content.id] ?? ""} ${content.bad ? "bad" : ""}`;
    one.style.setProperty("--colour", `var(--st-${content.colour}-text-color)`);
    one.querySelector(".mark").className = `mark ${content.colour}`;
    for (const name of ["name", "state", "figure", "unit", "note"]) one.querySelector(`.${name}`).textContent = content[name];
    one.querySelector(".name").title = `${content.name}: ${content.family}`;
    const bar = one.querySelector(".bar");
    const percent = Math.round(100 * content.share);
    bar.firstChild.style.width = `${percent}%`;
    bar.setAttribute("aria-valuenow", percent);
    bar.setAttribute("aria-label", `${content.name}: ${content.state} ${content.figure} ${content.unit} ${content.note}`);
    return one;
  });
  const rest = part("more", "div");
  rest.textContent = more;
  node.replaceChildren(...nodes, ...(more ? [rest] : []));
}

export default function ({ data, parentElement }) {
  const node = parentElement.querySelector(".chips");
  node.order = data.order;
  node.kinds = data.kinds;
  node.update = (words) => render(node, (node.words = words));
  if (!follow(node, data.feed)) node.words = data.words;
  render(node, node.words);
}
