const BUSY_MILLISECONDS = 1_500;
const IDLE_MILLISECONDS = 4_000;
// A hidden tab asks less often, unless its title says how far a run of its person is.
const HIDDEN_MILLISECONDS = 30_000;

// The tab's title, whichever page shows the badge. `base` is what Streamlit set it to.
class Title {
  constructor() {
    this.base = document.title;
    this.ended = [];
    this.share = null;
    // Streamlit sets the title at every rerun, or replaces its element.
    new MutationObserver(() => this.follow()).observe(document.head, { childList: true, subtree: true, characterData: true });
    window.addEventListener("focus", () => this.look());
    document.addEventListener("visibilitychange", () => this.look());
  }

  follow() {
    if (document.title === this.shown) return;
    this.base = document.title;
    this.show();
  }

  update({ share, ended }) {
    this.share = share;
    this.ended.push(...ended);
    this.look();
  }

  look() {
    if (!document.hidden && document.hasFocus()) this.ended = [];
    this.show();
  }

  show() {
    const parts = [];
    const last = this.ended.at(-1);
    if (last) parts.push(`${last.good ? "✓" : "✗"} ${last.text}`);
    if (this.ended.length > 1) parts.push(`+${this.ended.length - 1}`);
    if (this.share !== null) parts.push(`${Math.floor(100 * this.share)}\u00a0%`);
    if (!last) parts.push(this.base);
    this.shown = parts.join(" · ");
    if (document.title !== this.shown) document.title = this.shown;
  }
}

function words(data, { running, queued, seconds }) {
  const parts = [];
  if (running) parts.push(data.running.replace("{count}", running));
  if (queued) parts.push(data.queued.replace("{count}", queued));
  if (seconds) parts.push(seconds < 60 ? data.seconds.replace("{count}", seconds) : data.minutes.replace("{count}", Math.round(seconds / 60)));
  return parts.join(" · ");
}

async function ask(badge) {
  const { url, mine } = badge.data;
  const title = (window.recipeLabTitle ??= new Title());
  title.asked = Date.now();
  // What ended under another name is not this person's news.
  const since = title.mine === mine ? title.version : "";
  const answer = await fetch(`${url}?mine=${mine}&since=${since}`, { cache: "no-store" });
  if (!answer.ok) return false;
  const state = await answer.json();
  Object.assign(title, { mine, version: state.version });
  title.update(state);
  const busy = state.running + state.queued > 0;
  badge.hidden = !busy;
  badge.lastElementChild.textContent = words(badge.data, state);
  return busy;
}

async function poll(badge) {
  if (!badge.isConnected) return;
  const title = window.recipeLabTitle;
  const seldom = document.hidden && title && title.share === null && Date.now() - title.asked < HIDDEN_MILLISECONDS;
  const rests = seldom || document.documentElement.classList.contains("replaying");
  let busy = false;
  try {
    busy = !rests && (await ask(badge));
  } catch {} // the server cannot be reached; Streamlit reports that
  setTimeout(() => poll(badge), busy ? BUSY_MILLISECONDS : IDLE_MILLISECONDS);
}

export default function ({ data, parentElement }) {
  const badge = parentElement.querySelector(".badge");
  badge.data = data;
  badge.href = data.goal;
  if (badge.polls) return;
  badge.polls = true;
  poll(badge);
}
