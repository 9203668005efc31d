// A chip: a recipe's name, state and figure over a bar of its progress. Prepended to the scripts that
// show chips.

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

function fillChip(node, content, kind = "") {
  node.dataset.chip = content.id;
  node.className = `chip ${kind} ${content.bad ? "bad" : ""} ${content.caution ? "caution" : ""}`;
  node.style.setProperty("--colour", `var(--st-${content.colour}-text-color)`);
  node.querySelector(".mark").className = `mark ${content.colour}`;
  for (const name of ["name", "state", "figure", "unit", "note"]) {
    const place = node.querySelector(`.${name}`);
    if (place.textContent !== content[name]) place.textContent = content[name];
  }
  node.querySelector(".name").title = `${content.name}: ${content.family}`;
  const bar = node.querySelector(".bar");
  const percent = Math.round(100 * content.share);
  bar.firstChild.style.width = `${100 * content.share}%`;
  bar.setAttribute("aria-valuenow", percent);
  bar.setAttribute("aria-label", `${content.name}: ${content.state} ${content.figure} ${content.unit} ${content.note}`);
}
