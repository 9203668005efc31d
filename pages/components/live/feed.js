// What asks the server for news, for all that follow the same: one request a tick tells them all. Put
// before the script of each component that follows a feed.

const GONE = 404;

class Feed {
  constructor(url) {
    this.url = url;
    this.followers = new Map();
    this.timer = undefined;
    this.asking = false;
  }

  join(name, node, feed) {
    this.followers.set(name, node);
    if (feed.interval < this.interval) this.timer = clearTimeout(this.timer);
    this.interval = feed.interval;
    if (!this.asking) this.timer ??= setTimeout(() => this.tick(), this.interval);
  }

  leave(name, node) {
    if (this.followers.get(name) === node) this.followers.delete(name);
  }

  async tick() {
    for (const [name, node] of this.followers) if (!node.isConnected) this.followers.delete(name);
    this.timer = undefined;
    if (!this.followers.size) return;
    this.asking = true;
    try {
      if (!document.hidden) {
        // A rerun may have brought one of them further than the others.
        const since = Math.min(...[...this.followers.values()].map((node) => node.serial));
        const response = await fetch(`${this.url}?since=${since}`, { cache: "no-store" });
        if (response.status === GONE) return;
        if (response.status === 200) this.take(await response.json(), since);
      }
    } catch {
      // The server is away; Streamlit says so, and the next tick asks again.
    } finally {
      this.asking = false;
    }
    this.timer = setTimeout(() => this.tick(), this.interval);
  }

  take(news, since) {
    this.interval = news.interval;
    for (const [name, node] of this.followers) {
      // One that came meanwhile with less than was asked for is told by the next answer.
      if (node.serial < since || node.serial >= news.serial) continue;
      node.serial = news.serial;
      if (news.parts[name]) node.take(news.parts[name]);
      if (node.told && node.state !== news.state) node.told((node.state = news.state));
    }
  }
}

function feedOf(url) {
  window.recipeLabFeeds ??= new Map();
  if (!window.recipeLabFeeds.has(url)) window.recipeLabFeeds.set(url, new Feed(url));
  return window.recipeLabFeeds.get(url);
}

// Let `node` follow what `data` names, or nothing; whether it has newer than what a rerun just sent.
function follow(node, data) {
  const feed = data && feedOf(data.url);
  const same = node.feed === feed && node.feedName === data?.name;
  if (node.feed && !same) node.feed.leave(node.feedName, node);
  const newer = Boolean(feed) && same && node.serial > data.serial;
  node.feed = feed;
  node.feedName = data?.name;
  if (!feed) return false;
  if (!newer) [node.serial, node.state] = [data.serial, data.state];
  feed.join(data.name, node, data);
  return newer;
}
