// Two buttons for what pages/components/compare/stage.js draws; nothing of it concerns the server.

export default function ({ data, parentElement }) {
  const row = parentElement.querySelector(".buttons");
  row.replaceChildren(
    ...data.buttons.map(({ opens, text, key, disabled }) => {
      const node = element("button", { type: "button", "aria-keyshortcuts": key || null, disabled }, text, key && element("kbd", { text: key, "aria-hidden": "true" }));
      node.onclick = () => document.dispatchEvent(new CustomEvent("recipe-lab-race", { detail: opens }));
      return node;
    }),
  );
}
