// Rows of answers, as pages/components/inside/rows.py describes them. Prepended to the scripts of all
// inputs that draw their rows by themselves.

const POINTS = { minimumFractionDigits: 0, maximumFractionDigits: 0, signDisplay: "exceptZero" };

function points(effect) {
  return new Intl.NumberFormat("en", POINTS).format(Math.round(100 * effect)).replace("-", "−");
}

function percent(words, probability) {
  if (probability > 0.995) return words.over;
  if (probability < 0.005) return words.under;
  return words.percent.replace("{number}", Math.round(100 * probability));
}

function track(row) {
  const node = element("div", { class: "track", "aria-hidden": "true" });
  for (const share of row.track) node.append(element("i", { class: `mark ${row.mark}`, style: `left: ${100 * share}%` }));
  return node;
}

function bars(row) {
  const lines = row.bars.map(([name, share]) =>
    element("div", { class: "bar" }, element("span", { text: name }), element("i", { class: row.mark, style: `--share: ${share}` })));
  return element("div", { class: "bars", "aria-hidden": "true" }, ...lines);
}

// A part's colour: the same scale for all rows.
function strength(effect, scale) {
  return Math.round(Math.min(1, Math.abs(effect) / scale) * 90);
}

function part([text, kind, effect], number, scale) {
  const shown = effect === null ? 0 : Math.round(100 * effect);
  const mixed = effect === null ? 0 : strength(effect, scale);
  const sign = effect < 0 ? "minus" : "plus";
  return element("span", { class: `part ${kind}`, "data-part": effect === null ? null : number },
    element("b", { text, dir: "auto", class: mixed > 3 ? sign : "", style: mixed > 3 ? `--mix: ${mixed}%` : null }),
    element("small", { text: shown ? points(effect) : "\u00a0" }));
}

function parts(root, row, data) {
  const spoken = row.parts.filter(([, , effect]) => effect && Math.abs(effect) >= 0.005)
    .sort((one, other) => Math.abs(other[2]) - Math.abs(one[2])).slice(0, 10)
    .map(([text, , effect]) => `${text} ${points(effect)}`).join(", ");
  const node = element("div", { class: "parts", tabindex: "0", role: "group", "data-key": row.key, "aria-label": `${row.family}: ${spoken || data.words.read}` },
    ...row.parts.map((one, number) => part(one, number, data.scale)));
  node.onpointerover = (event) => point(root, node, row, data, event.target.closest("[data-part]"));
  node.onpointerleave = () => point(root, node, row, data, null);
  node.onblur = () => point(root, node, row, data, null);
  node.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const all = [...node.querySelectorAll("[data-part]")];
    if (!step || !all.length) return;
    event.preventDefault();
    const now = all.findIndex((one) => one.classList.contains("pointed"));
    point(root, node, row, data, all[now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, now + step))]);
  };
  return node;
}

// Says in words what the part at the pointer does, and marks it in all rows.
function point(root, node, row, data, target) {
  for (const old of root.querySelectorAll(".pointed, .same")) old.classList.remove("pointed", "same");
  root.querySelector(".tip")?.remove();
  root.querySelector(".spoken").textContent = "";
  if (!target) return;
  const number = target.dataset.part;
  const [text, , effect] = row.parts[number];
  for (const other of root.querySelectorAll(`[data-part="${number}"]`)) other.classList.add("same");
  target.classList.add("pointed");
  const words = data.words.unknown.replace("{word}", () => text).replace("{before}", percent(data.words, row.about_now))
    .replace("{after}", percent(data.words, row.about_now - effect));
  const tip = element("span", { class: "tip", text: words, "aria-hidden": "true" });
  target.append(tip);
  const over = tip.getBoundingClientRect().right - root.getBoundingClientRect().right;
  if (over > 0) tip.style.left = `${-over}px`;
  if (node.matches(":focus")) root.querySelector(".spoken").textContent = `${row.family}: ${words}`;
}

function rowOf(root, row, data) {
  const name = nameOf(row);
  if (!row.answer) return element("div", { class: "row" }, name, element("p", { class: "problem", text: row.problem || "–" }));
  const right = row.right === null || row.right === undefined ? null : element("span", { class: "right", role: "img", text: row.right ? " ✓" : " ✗", "aria-label": row.right ? data.words.right : data.words.wrong });
  const answer = element("div", { class: "answer" }, element("b", {}, row.answer, right), element("small", { text: [row.sure, row.agreement].filter(Boolean).join(" · ") }));
  return element("div", { class: "row" }, name, answer, row.track ? track(row) : row.bars ? bars(row) : element("span"), row.parts && parts(root, row, data));
}

function legend(data) {
  const ends = data.ends.length ? `${data.ends[0]} … ${data.ends[1]}` : "";
  const { words } = data;
  const scale = element("span", { class: "legend" }, `${words.legend.replace("{answer}", () => words.about)} `, element("i", { class: "plus", text: words.plus }), " ", element("i", { class: "minus", text: words.minus }));
  return element("div", { class: "row head" }, element("span"), element("span", { text: words.answer }), element("span", { text: ends }), data.parts && scale);
}

function drawRows(root, data) {
  const held = root.getRootNode().activeElement?.dataset?.key;
  root.classList.add("rows");
  root.classList.toggle("plain", !data.parts);
  root.replaceChildren(legend(data), ...data.rows.map((row) => rowOf(root, row, data)), element("p", { class: "spoken", "aria-live": "polite" }));
  if (held) [...root.querySelectorAll("[data-key]")].find((node) => node.dataset.key === held)?.focus();
}
