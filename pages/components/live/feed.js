// Polls the server for updates: one request per tick serves every follower of a feed. Prepended to the
// script of each component that follows one.

const GONE = 404;

class Feed {
  constructor(url) {
    this.url = url;
    this.followers = new Map();
    this.timer = undefined;
    this.asking = false;
  }

  join(name, node, feed) {
    this.followers.set(node, name);
    if (feed.interval < this.interval) this.timer = clearTimeout(this.timer);
    this.interval = feed.interval;
    if (!this.asking) this.timer ??= setTimeout(() => this.tick(), this.interval);
  }

  leave(node) {
    this.followers.delete(node);
  }

  async tick() {
    for (const node of this.followers.keys()) if (!node.isConnected) this.followers.delete(node);
    this.timer = undefined;
    if (!this.followers.size) return;
    this.asking = true;
    // Nobody sees what is new while a replay is watched.
    try {
      if (!document.hidden && !document.documentElement.classList.contains("replaying")) {
        // A rerun may have brought some followers further than others.
        const since = Math.min(...[...this.followers.keys()].map((node) => node.serial));
        const response = await fetch(`${this.url}?since=${since}`, { cache: "no-store" });
        if (response.status === GONE) return;
        if (response.status === 200) this.distribute(await response.json(), since);
      }
    } catch {
      // The server is unreachable; Streamlit shows that, and the next tick tries again.
    } finally {
      this.asking = false;
    }
    this.timer = setTimeout(() => this.tick(), this.interval);
  }

  distribute(updates, since) {
    this.interval = updates.interval;
    for (const [node, name] of this.followers) {
      // A follower that joined meanwhile and is older than `since` is served by the next answer.
      if (node.serial < since || node.serial >= updates.serial) continue;
      node.serial = updates.serial;
      if (updates.parts[name]) node.update(updates.parts[name]);
      if (node.onState && node.state !== updates.state) node.onState((node.state = updates.state));
    }
  }
}

function feedOf(url) {
  window.recipeLabFeeds ??= new Map();
  if (!window.recipeLabFeeds.has(url)) window.recipeLabFeeds.set(url, new Feed(url));
  return window.recipeLabFeeds.get(url);
}

// Let `node` follow the feed that `data` names, if any. Returns whether it is newer than the last rerun.
function follow(node, data) {
  const feed = data && feedOf(data.url);
  const same = node.feed === feed && node.feedName === data?.name;
  if (node.feed && !same) node.feed.leave(node);
  const newer = Boolean(feed) && same && node.serial > data.serial;
  node.feed = feed;
  node.feedName = data?.name;
  if (!feed) return false;
  if (!newer) [node.serial, node.state] = [data.serial, data.state];
  feed.join(data.name, node, data);
  return newer;
}
