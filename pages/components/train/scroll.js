// Each press scrolls once, and not at all if the chart is in view.
const ROOM = 70; // pixels that the navigation covers

function scroll(goal) {
  const top = document.querySelector(goal), chart = top?.querySelector(".live-chart");
  if (!chart) return;
  const { top: above, bottom } = chart.getBoundingClientRect();
  if (above >= ROOM && bottom <= window.innerHeight) return;
  const quiet = matchMedia("(prefers-reduced-motion: reduce)").matches;
  top.scrollIntoView({ behavior: quiet ? "auto" : "smooth", block: "start" });
}

export default function ({ data }) {
  if (!data.token || window.recipeLabScrolled === data.token) return;
  window.recipeLabScrolled = data.token;
  // The page's other elements follow within a frame or two.
  setTimeout(() => scroll(data.goal), 150);
}
