const CONFIG = { displaylogo: false, responsive: false, modeBarButtonsToRemove: ["select2d", "lasso2d", "toImage"] };

// In pixels. On anything narrower, such as a phone, names would take up a third of the chart.
const NARROW = 360;

function fit(layout, width) {
  if (width >= NARROW) return layout;
  const narrow = { ...layout, legend: { ...layout.legend, font: { size: 13 } } };
  if (!layout.meta) return narrow;
  if (layout.meta.above) {
    const place = { x: 0, xanchor: "left", xshift: 6, font: { size: 13 } };
    const above = { yanchor: "bottom", yshift: 5 }, below = { yanchor: "top", yshift: -5 };
    return {
      ...narrow,
      annotations: layout.annotations.map((one) => ({ ...one, ...place, ...(one.name === "words" ? below : above) })),
      margin: { ...layout.margin, l: 8, r: 8 },
    };
  }
  const inside = layout.annotations?.filter((one) => !one.name || one.name === "levels") ?? [];
  const turned = (one) => (one.name ? { ...one, x: layout.xaxis.domain?.[1] ?? 1, xanchor: "right", xshift: -8 } : one);
  const smaller = (one) => ({ ...one, text: one.text.replace(": ", ":<br>"), align: "left", font: { ...one.font, size: 12 } });
  return { ...narrow, annotations: inside.map(turned).map(smaller), showlegend: Boolean(layout.meta.legend), margin: { ...layout.margin, r: 8 } };
}

// A click on a curve's name hides the curve, like one in a legend, and it stays hidden. plotly writes
// zoom and hidden curves into the figure it is given, so it gets a copy: otherwise they would later
// pass for the server's.
function withHidden(figure, hidden) {
  const data = figure.data.map((trace) => ({
    ...trace,
    ...(trace.uid && { uid: selectable(trace.uid) }),
    ...(hidden.has(trace.legendgroup) && { visible: false }),
  }));
  const annotations = figure.layout.annotations?.map((name) =>
    hidden.has(name.name) ? { ...name, opacity: 0.45, text: `<s>${name.text}</s>` } : name,
  );
  return { data, layout: structuredClone({ ...figure.layout, annotations }) };
}

function draw(chart) {
  return loadPlotly(chart.script).then((Plotly) => {
    if (!chart.pending || !chart.isConnected) return;
    chart.hiddenKeys ??= new Set();
    const figure = withHidden(chart.pending, chart.hiddenKeys);
    chart.pending = undefined;
    figure.layout.font.family = getComputedStyle(chart).fontFamily;
    const times = parseFloat(getComputedStyle(document.documentElement).fontSize) / chart.root;
    Plotly.react(chart, figure.data, grow(fit(figure.layout, chart.offsetWidth), times), CONFIG);
    chart.dataset.state = "drawn";
    if (!chart.sizes) {
      chart.sizes = new ResizeObserver(() => {
        if (chart.isConnected && chart.offsetWidth) Plotly.Plots.resize(chart);
      });
      chart.sizes.observe(chart);
      chart.on("plotly_click", (event) => {
        const picked = event.points[0]?.fullData?.meta;
        if (picked) chart.picked?.(picked);
      });
      chart.on("plotly_clickannotation", (event) => {
        const key = event.annotation.name;
        if (!chart.hiddenKeys.delete(key)) chart.hiddenKeys.add(key);
        show(chart, chart.figure);
      });
    }
  });
}

function show(chart, figure) {
  chart.figure = figure;
  chart.pending = figure;
  draw(chart);
}

function offerPictures(chart, parent, data) {
  const tools = parent.querySelector(".live-chart-tools");
  tools.hidden = !data.picture;
  for (const button of tools.querySelectorAll("button")) {
    button.title = data.tools?.[button.value] ?? "";
    button.onclick = () =>
      loadPlotly(data.script).then((Plotly) => {
        const size = { width: chart.offsetWidth, height: chart.offsetHeight };
        const dark = getComputedStyle(chart).color.match(/\d+/g)?.[0] > 128;
        const figure = {
          data: chart.data,
          layout: { ...chart.layout, paper_bgcolor: dark ? "#171614" : "#ffffff" },
        };
        Plotly.downloadImage(figure, { ...size, format: button.value, filename: data.picture, scale: 2 });
      });
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const chart = parentElement.querySelector(".live-chart");
  chart.setAttribute("aria-label", data.label);
  chart.script = data.script;
  chart.root = data.root;
  if (!chart.dataset.state) {
    chart.dataset.state = "waiting";
    chart.dataset.waiting = data.waiting;
  }
  offerPictures(chart, parentElement, data);
  chart.picked = data.picks ? (key) => setTriggerValue("picked", key) : undefined;
  chart.onState = data.feed?.leads ? (state) => setTriggerValue("changed", state) : undefined;
  chart.update = (fresh) => show(chart, merged(chart.figure, fresh));
  if (!follow(chart, data.feed)) show(chart, data.figure);
}
