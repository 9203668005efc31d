// Two buttons for what pages/components/compare/stage.js draws; nothing of it concerns the server.

export default function ({ data, parentElement }) {
  const row = parentElement.querySelector(".buttons");
  row.replaceChildren(
    ...data.buttons.map(({ name, text, key }) => {
      const node = element("button", { type: "button", "aria-keyshortcuts": key }, text, key && element("kbd", { text: key, "aria-hidden": "true" }));
      node.onclick = () => document.dispatchEvent(new CustomEvent("recipe-lab-race", { detail: name }));
      return node;
    }),
  );
}
