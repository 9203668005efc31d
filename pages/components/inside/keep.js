// Draws what pages/components/inside/keep.py describes: kept inputs as chips, each with a cross.

function press(text, act, root, options = {}) {
  const node = element("button", { type: "button", text, ...options });
  node.onclick = () => root.send(act);
  return node;
}

function chip(one, root) {
  return element("span", { class: "chip" },
    press(one.name, { do: "use", id: one.id }, root, { title: one.open, "aria-label": one.open }),
    press("×", { do: "remove", id: one.id }, root, { class: "remove", title: one.remove, "aria-label": one.remove }));
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".keep");
  root.send = (act) => setTriggerValue("act", act);
  const text = JSON.stringify(data);
  if (root.shown === text) return; // keyboard focus stays where it is
  root.shown = text;
  root.replaceChildren(...[
    data.keep && press(data.keep, { do: "keep" }, root, { class: "quiet" }),
    data.title && element("span", { class: "title", text: data.title }),
    ...data.chips.map((one) => chip(one, root)),
    data.ask && press(data.ask, { do: "ask" }, root, { class: "quiet" }),
  ].filter(Boolean));
}
