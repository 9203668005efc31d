function show(node, { share, text }) {
  const bar = node.querySelector("[role=progressbar]");
  node.querySelector("p").textContent = text;
  node.querySelector("i").style.width = `${100 * share}%`;
  bar.setAttribute("aria-valuenow", Math.round(100 * share));
  bar.setAttribute("aria-label", text);
}

export default function ({ data, parentElement }) {
  const node = parentElement.querySelector(".live-progress");
  node.update = (words) => show(node, words);
  if (!follow(node, data.feed)) show(node, data.words);
}
