// What test_access.py asks of a page.

const parent = (node) => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host;
const visible = (node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
const ownText = (node) =>
  [...node.childNodes].filter((it) => it.nodeType === Node.TEXT_NODE).map((it) => it.data.trim()).join("");

function everything(root) {
  return [...root.querySelectorAll("*")].flatMap((node) => (node.shadowRoot ? [node, ...everything(node.shadowRoot)] : [node]));
}

const texts = (root) =>
  everything(root).filter((node) => {
    const box = node.getBoundingClientRect();
    return ownText(node) && visible(node) && box.width > 3 && box.height > 3;
  });

const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

function rgba(colour) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
}

const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3]));

function luminance(colour) {
  const linear = colour.map((it) => it / 255).map((it) => (it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

// A text's contrast with its ground; null where a picture or a pattern is behind it.
function contrast(node) {
  const style = getComputedStyle(node);
  const layers = [];
  let strength = 1;
  for (let at = node; at; at = parent(at)) {
    const one = getComputedStyle(at);
    if (one.backgroundImage !== "none") return null;
    strength *= Number(one.opacity);
    layers.push(rgba(one.backgroundColor));
    if (layers.at(-1)[3] === 1) break;
  }
  const ground = layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  const ink = rgba(node instanceof SVGElement ? style.fill : style.color);
  ink[3] *= strength;
  const [lighter, darker] = [ground, over(ink, ground)].map(luminance).sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

// Texts whose contrast is under level AA of WCAG 2.2. Controls that are switched off are exempt, and so
// is what stands on bars of a chart, whose ground cannot be computed.
function faint() {
  const found = {};
  for (const node of texts(document.body)) {
    if (node.closest("[disabled], [aria-disabled=true], style, script, [data-testid=stIconMaterial], .bartext")) continue;
    if (!/[\p{L}\p{N}]/u.test(ownText(node))) continue; // a mark is no letter
    const { fontSize, fontWeight } = getComputedStyle(node);
    const large = parseFloat(fontSize) >= 24 || (parseFloat(fontSize) >= 18.66 && fontWeight >= 700);
    const ratio = contrast(node);
    if (ratio !== null && ratio < (large ? 3 : 4.5) - 0.01) found[ownText(node).slice(0, 40)] = ratio.toFixed(2);
  }
  return found;
}

// Texts that end right of the window and cannot be scrolled to, but for samples that fade out.
function cut() {
  const scrolls = (node) => {
    for (let at = node; at && at !== document.body; at = parent(at)) {
      const scrollable = ["auto", "scroll"].includes(getComputedStyle(at).overflowX);
      if (scrollable && at.scrollWidth > at.clientWidth) return true;
    }
    return false;
  };
  return texts(document.querySelector("[data-testid=stMain]"))
    .filter((node) => node.getBoundingClientRect().right > innerWidth + 1 && !scrolls(node) && !node.closest(".strip"))
    .map((node) => ownText(node).slice(0, 40));
}

function active() {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return node === document.body ? null : node;
}

// The control that has the focus: its place, and a name to know it by.
function focused() {
  const node = active();
  if (!node) return null;
  const { left, top, width, height } = node.getBoundingClientRect();
  const name = node.getAttribute("aria-label") || node.innerText || node.className;
  return { name: `${node.tagName} ${String(name).slice(0, 40)}`, left, top, width, height };
}

const blur = () => active()?.blur();

// Two frames later, what has just changed is on the screen.
const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
