// Each press scrolls once, and not at all if the chart is in view.
const ROOM = 76; // pixels that the navigation covers

function scroll({ goal, chart }) {
  const [run, curves] = [goal, chart].map((selector) => document.querySelector(selector));
  const drawn = curves?.querySelector(".live-chart")?.getBoundingClientRect();
  if (!drawn || (drawn.top >= ROOM && drawn.bottom <= window.innerHeight)) return;
  // A phone has no room for heading and verdict above the chart.
  const fits = drawn.bottom - run.getBoundingClientRect().top <= window.innerHeight - ROOM;
  const quiet = matchMedia("(prefers-reduced-motion: reduce)").matches;
  (fits ? run : curves).scrollIntoView({ behavior: quiet ? "auto" : "smooth", block: "start" });
}

export default function ({ data }) {
  if (!data.token || window.recipeLabScrolled === data.token) return;
  window.recipeLabScrolled = data.token;
  // The page's other elements follow within a frame or two.
  setTimeout(() => scroll(data), 150);
}
