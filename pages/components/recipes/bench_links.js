// A press on a bench in a layer's block opens it in this session; with a modifier key held, the
// browser decides where the link opens.

export default function ({ data, setTriggerValue }) {
  window.recipeLabOpenBench = (link) => setTriggerValue("bench", new URL(link.href).searchParams.get(data.query));
  if (window.recipeLabBenchLinks) return;
  window.recipeLabBenchLinks = true;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".blocks a[href*='bench=']");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    window.recipeLabOpenBench(link);
  });
}
