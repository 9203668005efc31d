// A field for a text and the answers below, as pages/components/inside/text.py describes them. The
// field is made once: an answer never touches what is being typed.

function build(root, data) {
  const { title } = data;
  root.field = element("textarea", { rows: "1", dir: "auto", spellcheck: "false", autocomplete: "off", autocapitalize: "off", "aria-label": title.field });
  root.shuffle = element("button", { type: "button", class: "shuffle", text: title.shuffle, "aria-pressed": "false" });
  root.example = element("button", { type: "button", class: "example", text: title.example });
  root.finding = element("p", { class: "finding", "aria-live": "polite" });
  root.note = element("p", { class: "note" });
  root.answers = element("div", { class: "answers" });
  root.replaceChildren(root.finding, element("div", { class: "line" }, root.field, root.shuffle, root.example), root.note, root.answers);
  root.field.oninput = () => {
    grow(root.field);
    give(root, { text: root.field.value, shuffle: 0 }, PAUSE);
  };
  root.shuffle.onclick = () => give(root, { shuffle: root.given.shuffle ? 0 : 1 + Math.floor(Math.random() * 999_999) });
  root.example.onclick = () => give(root, { sample: Math.floor(Math.random() * root.data.samples), text: null, shuffle: 0 });
}

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, 220)}px`;
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".typing");
  if (!root.field) build(root, data);
  const current = receive(root, data, (given) => setStateValue("given", given));
  if (root.foreign || (current && data.given.text === null)) root.field.value = data.text;
  root.shuffle.setAttribute("aria-pressed", String(Boolean(root.given.shuffle)));
  root.finding.textContent = data.finding;
  root.finding.classList.toggle("problem", data.problem);
  root.note.textContent = data.note;
  grow(root.field);
  drawRows(root.answers, data.answers);
}
