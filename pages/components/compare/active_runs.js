function cell() {
  const node = document.createElement("div");
  for (const name of ["mark", "name", "text", "bar"]) {
    const part = document.createElement(name === "bar" ? "div" : "span");
    part.className = name;
    node.append(part);
  }
  node.className = "run";
  node.querySelector(".mark").setAttribute("aria-hidden", "true");
  const bar = node.querySelector(".bar");
  bar.append(document.createElement("i"));
  for (const [name, value] of [["role", "progressbar"], ["aria-valuemin", 0], ["aria-valuemax", 100]]) {
    bar.setAttribute(name, value);
  }
  return node;
}

function render(node, { runs, more }) {
  const existing = new Map([...node.querySelectorAll(".run")].map((one) => [one.dataset.run, one]));
  const cells = runs.map((run) => {
    const one = existing.get(run.id) ?? cell();
    const bar = one.querySelector(".bar");
    const percent = Math.round(100 * run.share);
    one.dataset.run = run.id;
    one.classList.toggle("bad", run.bad);
    one.style.setProperty("--family", `var(--st-${run.colour}-text-color)`);
    one.querySelector(".mark").textContent = run.mark;
    one.querySelector(".name").textContent = one.title = run.name;
    one.querySelector(".text").textContent = run.text;
    bar.firstChild.style.width = `${percent}%`;
    bar.setAttribute("aria-valuenow", percent);
    bar.setAttribute("aria-label", `${run.name}: ${run.text}`);
    return one;
  });
  const rest = document.createElement("div");
  rest.textContent = more;
  node.replaceChildren(...cells, ...(more ? [rest] : []));
}

export default function ({ data, parentElement }) {
  const node = parentElement.querySelector(".active-runs");
  node.update = (words) => render(node, words);
  if (!follow(node, data.feed)) render(node, data.words);
}
