// What every component that draws with plotly.js needs. Prepended to their scripts.

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

// plotly builds a selector from the name of a removed trace; an invalid one would stop the drawing.
const nowhere = document.createDocumentFragment();

function selectable(uid) {
  try {
    nowhere.querySelector(`.cb${uid}`);
    return uid;
  } catch {
    return CSS.escape(uid);
  }
}

// Letters and what depends on their size grow with the window, as the page's do.
function grow(layout, times) {
  if (times === 1) return layout;
  const size = (font) => font && { ...font, size: font.size && font.size * times };
  const axis = (one) => one && { ...one, tickfont: size(one.tickfont), title: one.title && { ...one.title, font: size(one.title.font) } };
  const note = (one) => ({ ...one, font: size(one.font), xshift: (one.xshift ?? 0) * times, yshift: (one.yshift ?? 0) * times });
  const margin = Object.fromEntries(Object.entries(layout.margin ?? {}).map(([side, value]) => [side, Number.isFinite(value) ? value * times : value]));
  const axes = Object.keys(layout).filter((name) => /^[xy]axis/.test(name)).map((name) => [name, axis(layout[name])]);
  return { ...layout, ...Object.fromEntries(axes), margin, font: size(layout.font), annotations: layout.annotations?.map(note) };
}

// A figure with what a feed sends: only the traces that are new.
function merged(figure, fresh) {
  const known = new Map(figure.data.map((trace) => [trace.uid, trace]));
  for (const trace of fresh.data) known.set(trace.uid, trace);
  return { data: fresh.order.map((uid) => known.get(uid)), layout: fresh.layout };
}
