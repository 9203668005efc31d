// The name of a row of models, as pages/components/inside/names.py describes it.
function nameOf(row) {
  return element("div", { class: "name" }, element("span", { class: `mark ${row.mark}`, "aria-hidden": "true" }),
    element("span", {}, element("b", { text: row.family }), element("small", { text: row.about })));
}
