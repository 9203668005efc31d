// A square to draw in with a finger, a pen or a mouse. What is drawn stays in the node, whatever the
// page does meanwhile; `changed` is called when the pen is lifted, never while it moves.

const SIDE = 224, REACH = 448, NEAR = 4, PEN = 20, GROWTH = 1.25, THICKEST = 4;
const PAPER = { strokes: [], image: null, sample: null, thick: 0, shift: [0, 0] };

function pixelsOf(image) {
  const bytes = Uint8Array.from(atob(image.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const side = Math.round(Math.sqrt(bytes.length));
  return { side, at: (x, y) => (x < 0 || y < 0 || x >= side || y >= side ? 0 : bytes[y * side + x] / 255) };
}

// core/inside/drawing.py thickens the same way.
function thickened({ side, at }, steps) {
  if (!steps) return { side, at };
  const furthest = steps > 0 ? Math.max : Math.min;
  const values = Array.from({ length: side * side }, (_, place) => {
    const x = place % side, y = Math.floor(place / side);
    return (at(x, y) + furthest(at(x, y), at(x - 1, y), at(x + 1, y), at(x, y - 1), at(x, y + 1))) / 2;
  });
  const next = { side, at: (x, y) => (x < 0 || y < 0 || x >= side || y >= side ? 0 : values[y * side + x]) };
  return thickened(next, steps - Math.sign(steps));
}

function paint(canvas, drawing, pixel) {
  const draw = canvas.getContext("2d"), scale = canvas.width / SIDE;
  draw.setTransform(1, 0, 0, 1, 0, 0);
  draw.clearRect(0, 0, canvas.width, canvas.height);
  draw.setTransform(scale, 0, 0, scale, drawing.shift[0] * pixel * scale, drawing.shift[1] * pixel * scale);
  draw.strokeStyle = draw.fillStyle = getComputedStyle(canvas).color;
  if (drawing.image) {
    const { side, at } = thickened(pixelsOf(drawing.image), drawing.thick), size = SIDE / side;
    for (let y = 0; y < side; y += 1) for (let x = 0; x < side; x += 1) {
      draw.globalAlpha = at(x, y);
      if (draw.globalAlpha) draw.fillRect(x * size, y * size, size, size);
    }
    draw.globalAlpha = 1;
  }
  draw.lineCap = draw.lineJoin = "round";
  draw.lineWidth = PEN * GROWTH ** drawing.thick;
  for (const stroke of drawing.strokes) {
    draw.beginPath();
    draw.moveTo(stroke[0], stroke[1]);
    for (let place = 0; place < stroke.length; place += 2) draw.lineTo(stroke[place], stroke[place + 1]);
    draw.stroke();
  }
}

// As core/inside/drawing.py writes it.
function drawingText({ strokes, image, sample, thick, shift }) {
  const digits = (number) => (number + REACH).toString(36).padStart(2, "0");
  const under = sample !== null ? `s${sample}` : image ? `p${image}` : "";
  return [thick, ...shift, under, strokes.map((stroke) => stroke.map(digits).join("")).join("_")].join(".");
}

// A canvas whose `drawing` can be read; `change` replaces it, `undo` takes a change back, `adopt` shows
// what the page has made. `pixel` is how many units a pixel of the model has.
function drawingPad(label, changed) {
  const canvas = element("canvas", { width: 2 * SIDE, height: 2 * SIDE, tabindex: 0, role: "application", "aria-label": label });
  const pad = { canvas, drawing: PAPER, past: [], pixel: 8 };
  const show = () => paint(canvas, pad.drawing, pad.pixel);
  const set = (drawing) => {
    pad.drawing = drawing;
    pad.fresh = false;
    show();
    changed();
  };
  pad.show = show;
  pad.change = (drawing) => {
    pad.past.push(pad.drawing);
    set(drawing);
  };
  pad.undo = () => pad.past.length && set(pad.past.pop());
  pad.adopt = (drawing) => {
    if (pad.adopted && drawingText(drawing) !== drawingText(pad.drawing)) pad.past.push(pad.drawing);
    Object.assign(pad, { drawing, adopted: true });
    show();
  };
  pad.clear = () => pad.change(PAPER);
  pad.move = (right, down) => pad.change({ ...pad.drawing, shift: [bounded(pad.drawing.shift[0] + right, SIDE / pad.pixel), bounded(pad.drawing.shift[1] + down, SIDE / pad.pixel)] });
  pad.thicken = (steps) => pad.change({ ...pad.drawing, thick: bounded(pad.drawing.thick + steps, THICKEST) });

  let stroke = null;
  pad.isDrawing = () => stroke !== null;
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    const place = [event.clientX - box.left, event.clientY - box.top];
    return place.map((one, axis) => bounded(Math.round(one * SIDE / box.width), SIDE, 0) - pad.drawing.shift[axis] * pad.pixel);
  };
  canvas.onpointerdown = (event) => {
    if (event.button || stroke) return;
    canvas.setPointerCapture(event.pointerId);
    stroke = point(event);
    pad.past.push(pad.drawing);
    if (pad.fresh) pad.drawing = PAPER; // a test digit that nobody asked for
    pad.fresh = false;
    pad.drawing = { ...pad.drawing, strokes: [...pad.drawing.strokes, stroke] };
    show();
  };
  canvas.onpointermove = (event) => {
    if (!stroke) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length ? events : [event]) {
      const [x, y] = point(one);
      if (Math.hypot(x - stroke.at(-2), y - stroke.at(-1)) >= NEAR) stroke.push(x, y);
    }
    show();
  };
  canvas.onpointerup = canvas.onpointercancel = () => {
    if (!stroke) return;
    stroke = null;
    changed();
  };
  canvas.onkeydown = (event) => {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const act = event.key === "z" && (event.ctrlKey || event.metaKey) ? pad.undo : moves[event.key] && !event.altKey && !event.ctrlKey && !event.metaKey && (() => pad.move(...moves[event.key]));
    if (!act) return;
    event.preventDefault();
    act();
  };
  return pad;
}

function bounded(value, most, least = -most) {
  return Math.max(least, Math.min(most, value));
}
