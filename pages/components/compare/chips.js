function render(node, { chips, more }) {
  const existing = new Map([...node.querySelectorAll(".chip")].map((one) => [one.dataset.chip, one]));
  const place = (id) => (node.order.includes(id) ? node.order.indexOf(id) : node.order.length);
  const sorted = chips.map((one, index) => [place(one.id), index, one]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const nodes = sorted.map(([, , content]) => {
    const one = existing.get(content.id) ?? chip();
    const text = JSON.stringify([content, node.kinds[content.id]]);
    if (one.content === text) return one;
    one.content = text;
    fillChip(one, content, node.kinds[content.id]);
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
