// Draws what pages/components/home/hero.py describes. Stories and guesses are chosen here, at once;
// the page hears of it only to keep it in the address, and the grid shows the results of a story
// that was guessed.

function strip(row) {
  if (row.pixels.length) return picture(row);
  return element("span", { class: "strip" }, ...row.tokens.map(([text, kind]) => element("span", { class: `token ${kind}`, text })));
}

function picture(row) {
  const node = element("span", { class: "picture", role: "img", "aria-label": row.label, style: `--side: ${row.pixels.length}` });
  for (const value of row.pixels.flat()) node.append(element("i", { style: `opacity: ${value}` }));
  return node;
}

function mark(answer) {
  return answer.mark && element("span", { class: `mark ${answer.word}`, "aria-hidden": "true" });
}

function question(root, story) {
  const rows = story.rows.map((row) => element("div", { class: "example" }, element("b", { text: row.label }), strip(row)));
  return element("div", { class: "question" }, element("h2", { text: story.question }), ...rows, element("p", { class: "caption", text: story.caption }));
}

function guesses(root, story) {
  const group = element("div", { class: "answers", role: "group", "aria-label": story.ask });
  story.answers.forEach((answer, index) => {
    const on = root.guess.has(answer.name);
    const node = element("button", { type: "button", class: "answer", "aria-pressed": String(on), "data-focus": answer.name, "aria-keyshortcuts": index + 1, style: answer.word ? `--colour: var(--st-${answer.word}-text-color)` : "" },
      mark(answer), element("span", {}, element("b", { text: answer.title }), element("small", { text: answer.about })));
    node.onclick = () => guess(root, story, answer.name);
    group.append(node);
  });
  const race = element("button", { type: "button", class: "main", text: story.button.text, "data-focus": "race" });
  race.onclick = () => root.send({ do: story.button.do, dataset: story.dataset, guess: [...root.guess] });
  return element("div", { class: "guess" }, element("p", { text: story.ask }), group, element("div", { class: "go" }, race, element("span", { class: "caption", text: story.button.note })));
}

function guess(root, story, name) {
  const on = root.guess.has(name);
  if (!story.several) root.guess.clear();
  on ? root.guess.delete(name) : root.guess.add(name);
  draw(root);
  noteGuessed(story.dataset);
  tell(root);
}

function tell(root) {
  const guess = [...root.guess].sort();
  root.sent.push(JSON.stringify([root.chosen, guess]));
  root.send({ do: "story", dataset: root.chosen, guess });
}

function card(root, story) {
  const node = element("button", { type: "button", class: "card", "aria-pressed": String(story.dataset === root.chosen), "data-focus": story.dataset },
    strip(story.preview), element("b", { text: story.short }),
    element("small", {}, element("span", { text: story.place }), element("span", { text: story.cost }), story.offline && element("span", { text: `✓ ${story.offline}` })));
  node.onclick = () => {
    if (story.dataset === root.chosen) return;
    root.chosen = story.dataset;
    root.guess = new Set();
    draw(root);
    tell(root);
  };
  return node;
}

function draw(root) {
  const { data } = root;
  const story = data.stories.find((one) => one.dataset === root.chosen) ?? data.stories[0];
  const focused = root.getRootNode().activeElement?.dataset?.focus;
  root.replaceChildren(
    element("p", { class: "about" }, element("b", { text: data.title }), data.line),
    element("section", { class: "stage", "aria-label": story.short }, question(root, story), guesses(root, story)),
    element("div", { class: "cards" }, ...data.stories.map((one) => card(root, one))),
  );
  if (focused) [...root.querySelectorAll("[data-focus]")].find((node) => node.dataset.focus === focused)?.focus();
}

function onKey(root, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.composedPath().some((node) => node.isContentEditable || ["INPUT", "TEXTAREA", "SELECT", "BUTTON", "A"].includes(node.tagName));
  const story = root.data.stories.find((one) => one.dataset === root.chosen);
  const answer = story?.answers[Number(event.key) - 1];
  if (!typing && answer && root.isConnected) guess(root, story, answer.name);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".hero");
  root.send = (act) => setTriggerValue("act", act);
  root.sent ??= [];
  const text = JSON.stringify(data);
  if (root.text === text) return;
  // The address decides only when it changed: Back was pressed, or a link was followed.
  const place = JSON.stringify([data.chosen, data.guess]);
  const known = root.sent.indexOf(place);
  if (known >= 0) root.sent.splice(0, known + 1); // the answer to a press, perhaps no longer the last
  else if (root.place !== place) {
    root.chosen = data.chosen;
    root.guess = new Set(data.guess);
  }
  Object.assign(root, { data, text, place });
  if (!root.onKey) {
    root.onKey = (event) => onKey(root, event);
    document.addEventListener("keydown", root.onKey);
    root.onBack = () => Object.assign(root, { sent: [], place: "", text: "" }); // now the address decides
    window.addEventListener("popstate", root.onBack);
  }
  draw(root);
  const turn = (root.turn = (root.turn ?? 0) + 1);
  return () => {
    if (root.turn !== turn) return; // of data that was replaced while this file was loaded
    document.removeEventListener("keydown", root.onKey);
    window.removeEventListener("popstate", root.onBack);
    root.onKey = undefined;
  };
}
