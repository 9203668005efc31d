function line(root, data, row) {
  const open = element("button", { type: "button", "aria-label": row.open, text: row.name });
  const cells = [row.seeds, row.test, row.difference, row.word].map((text, index) =>
    element("td", { class: ["seeds", "test", "difference", "word"][index], text }));
  const says = element("td", { class: "says" }, row.says && element("span", { class: row.caution ? "caution" : "", text: row.says }));
  const node = element("tr", { "aria-current": row.current && "true" }, element("th", { scope: "row" }, element("div", {}, element("i", { class: `mark ${data.mark}`, "aria-hidden": "true" }), open)), ...cells, says);
  node.onclick = () => root.open(row.run);
  return node;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".tried");
  root.open = (run) => setTriggerValue("opened", run);
  const text = JSON.stringify(data);
  if (root.shown === text) return; // keyboard focus stays where it is
  root.shown = text;
  const names = ["", "seeds", "test", "difference", "word", "says"];
  const head = element("tr", {}, ...data.titles.map((title, index) => element("th", { scope: "col", class: names[index], text: title })));
  const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...data.rows.map((row) => line(root, data, row))));
  root.replaceChildren(table, ...(data.more ? [element("p", { text: data.more })] : []));
}
