const BUSY_MILLISECONDS = 1_500;
const IDLE_MILLISECONDS = 4_000;

function words(data, { running, queued, seconds }) {
  const parts = [];
  if (running) parts.push(data.running.replace("{count}", running));
  if (queued) parts.push(data.queued.replace("{count}", queued));
  if (seconds) parts.push(seconds < 60 ? data.seconds.replace("{count}", seconds) : data.minutes.replace("{count}", Math.round(seconds / 60)));
  return parts.join(" · ");
}

async function poll(badge) {
  if (!badge.isConnected) return;
  let busy = false;
  if (!document.hidden && !document.documentElement.classList.contains("replaying")) {
    try {
      const answer = await fetch(badge.data.url, { cache: "no-store" });
      if (answer.ok) {
        const state = await answer.json();
        busy = state.running + state.queued > 0;
        badge.hidden = !busy;
        badge.lastElementChild.textContent = words(badge.data, state);
      }
    } catch {} // the server cannot be reached; Streamlit reports that
  }
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
