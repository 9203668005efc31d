const CONFIG = { displaylogo: false, responsive: false, modeBarButtonsToRemove: ["select2d", "lasso2d"] };

// Narrower than this, as on a phone, the legend would take half of the chart.
const NARROW = 440;

function loadPlotly(url) {
  window.recipeLabPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      window.recipeLabPlotly = undefined;
      reject(new Error(`${url} could not be loaded`));
    };
    document.head.append(script);
  });
  return window.recipeLabPlotly;
}

export default function ({ data, parentElement }) {
  const chart = parentElement.querySelector(".live-chart");
  chart.setAttribute("aria-label", data.label);
  chart.pending = data.figure;
  if (!chart.dataset.state) {
    chart.dataset.state = "waiting";
    chart.dataset.waiting = data.waiting;
  }
  loadPlotly(data.script).then((Plotly) => {
    const figure = chart.pending;
    if (!figure) return;
    chart.pending = undefined;
    figure.layout.font.family = getComputedStyle(chart).fontFamily;
    if (chart.offsetWidth < NARROW && figure.layout.legend) figure.layout.legend.font = { size: 13 };
    Plotly.react(chart, figure.data, figure.layout, CONFIG);
    chart.dataset.state = "drawn";
    if (!chart.sizes) {
      chart.sizes = new ResizeObserver(() => {
        if (chart.isConnected && chart.offsetWidth) Plotly.Plots.resize(chart);
      });
      chart.sizes.observe(chart);
    }
  });
}
