// The chart of the stage: a figure as it was at a time, in letters of any size. Prepended to stage.js.

// The size of the letters for which core/charts draws.
const DRAWN_FOR = 15;
const CHART_CONFIG = { displayModeBar: false, displaylogo: false, responsive: false };
// The remark of core/charts/gap.py, which a replay keeps back until its end.
const GAP = "gap";
// In letters: the lines and margins around the plot, and the distance between two names.
const LEFT = 3.6, BOTTOM = 3.1, TOP = 0.9, TITLE = 1.5, APART = 1.35;
// Narrower than this many letters, words would take the room of the curves; chips have the colours.
const WORDLESS = 30;

// plotly's arrays may be encoded.
function numbers(values) {
  if (!values?.bdata) return values ?? [];
  const bytes = Uint8Array.from(atob(values.bdata), (letter) => letter.charCodeAt(0));
  return Array.from(new Float32Array(bytes.buffer));
}

// The traces as they were at a time; at null, as they are.
function tracesAt(figure, times, time) {
  if (time === null) return figure.data;
  return figure.data.map((trace) => {
    const reached = times.get(trace.uid);
    if (reached) {
      const count = reached.filter((one) => one <= time).length;
      return { ...trace, x: numbers(trace.x).slice(0, count), y: numbers(trace.y).slice(0, count) };
    }
    const always = /( published|^lane)$/.test(trace.uid);
    return always ? trace : { ...trace, x: [], y: [] };
  });
}

// Where the y axis begins and ends, in its own units: as planned, or so that all values fit.
function heights(figure) {
  const axis = figure.layout.yaxis;
  if (axis.range) return axis.range;
  const value = axis.type === "log" ? Math.log10 : Number;
  const all = figure.data.flatMap((trace) => numbers(trace.y)).map(value).filter(Number.isFinite);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const more = 0.05 * (high - low || 1);
  return all.length ? [low - more, high + more] : [0, 1];
}

// Places as near to the wanted ones as can be, `apart` from each other, from 0 to `room`.
function spread(wanted, apart, room) {
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a] - wanted[b]);
  const places = [];
  let below = -apart / 2;
  for (const index of order) below = places[index] = Math.max(wanted[index], below + apart);
  let above = room + apart / 2;
  for (const index of order.reverse()) above = places[index] = Math.min(places[index], above - apart);
  return places;
}

const ruler = document.createElement("canvas").getContext("2d");

function textWidth(markup, unit, family) {
  ruler.font = `600 ${unit}px ${family}`;
  return ruler.measureText(new DOMParser().parseFromString(markup, "text/html").body.textContent).width;
}

// The figure for a room of so many pixels, whose letters are `unit` pixels high.
function fitted(figure, traces, names, { width, height, unit, family }) {
  const times = unit / DRAWN_FOR;
  const layout = grow(structuredClone(figure.layout), times);
  const notes = layout.annotations ?? [];
  const title = layout.yaxis.title?.text;
  const range = heights(figure);
  const wide = width >= WORDLESS * unit;
  const named = wide ? notes.filter((one) => one.name && one.name !== GAP) : [];
  for (const one of named) {
    const name = names[one.name]?.[1];
    if (name) one.text = one.text.replace(/(<\/span> ).*$/, (_, mark) => mark + name);
  }
  const right = Math.max(0, ...named.map((one) => textWidth(one.text, unit, family))) + unit;
  const margin = { l: LEFT * unit, r: right, b: BOTTOM * unit, t: (TOP + (title ? TITLE : 0)) * unit, pad: 0 };
  const plot = height - margin.t - margin.b;
  const value = layout.yaxis.type === "log" ? Math.log10 : Number;
  const last = new Map();
  for (const trace of traces) {
    const shown = numbers(trace.y).filter(Number.isFinite);
    const kind = /(training|validation)$/.exec(trace.uid)?.[0];
    if (shown.length && kind && (kind === "validation" || !last.has(trace.legendgroup))) last.set(trace.legendgroup, value(shown.at(-1)));
  }
  const placed = named.filter((one) => last.has(one.name));
  const pixels = placed.map((one) => (plot * (last.get(one.name) - range[0])) / (range[1] - range[0]));
  const fits = placed.length * APART * unit <= plot + APART * unit;
  spread(pixels, APART * unit, plot).forEach((place, index) => {
    Object.assign(placed[index], { y: place / plot, yref: "paper", yshift: 0, xshift: 0.4 * unit, captureevents: false });
  });
  const whole = traces.every((trace, index) => numbers(trace.y).length === numbers(figure.data[index].y).length);
  const others = wide ? notes.filter((one) => !one.name || (one.name === GAP && whole)) : [];
  if (title) others.push({ text: title, x: 0, xref: "paper", xanchor: "left", y: 1, yref: "paper", yanchor: "bottom", yshift: 0.6 * unit, showarrow: false });
  layout.annotations = [...others, ...(fits ? placed : [])];
  for (const one of layout.annotations) one.font = { ...one.font, size: unit };
  for (const shape of layout.shapes ?? []) if (shape.line) shape.line.width *= times;
  for (const axis of Object.keys(layout).filter((name) => /^[xy]axis/.test(name))) {
    Object.assign(layout[axis], { automargin: false, fixedrange: true, tickfont: { size: unit } });
    layout[axis].title = { ...layout[axis].title, standoff: 0.3 * unit, font: { size: unit } };
  }
  layout.yaxis.range = range;
  layout.yaxis.title.text = "";
  Object.assign(layout, { width, height, margin, autosize: false, showlegend: false, dragmode: false });
  layout.font = { ...layout.font, family, size: unit };
  layout.hoverlabel = { ...layout.hoverlabel, font: { ...layout.hoverlabel?.font, size: unit } };
  return { data: traces.map((trace) => larger(trace, times)), layout };
}

function larger(trace, times) {
  const { line, marker } = trace;
  return {
    ...trace,
    ...(trace.uid && { uid: selectable(trace.uid) }),
    ...(line && { line: { ...line, width: line.width * times } }),
    ...(marker && { marker: { ...marker, size: marker.size * times, ...(marker.line && { line: { ...marker.line, width: marker.line.width * times } }) } }),
  };
}
