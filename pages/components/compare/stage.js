// Draws what pages/components/compare/stage.py describes. Times are in the units of the replay's clock;
// a time of null is now: the race as it is, not replayed.

const OWN = /^(replay|stage|reveal)=/;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
// Shell.css hides the page's own curves while this class is set, and nothing polls.
const REPLAYING = "replaying";
const CLOSE = 0.0011; // times are rounded to a thousandth

function action(name, run, ...children) {
  const node = element("button", { type: "button", class: name }, ...children);
  node.onclick = (event) => {
    run();
    // After a click keys control the race; whoever uses the keyboard stays at the button.
    if (event.detail) node.closest(".screen").focus();
  };
  return node;
}

class Race {
  constructor(dialog) {
    this.dialog = dialog;
    this.time = null;
    this.stage = this.revealed = this.playing = false;
    this.build();
    this.onKey = (event) => this.key(event);
    this.onBack = (event) => this.back(event);
    this.onAsk = (event) => (event.detail === "stage" ? this.enter() : this.replayFrom(0));
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("recipe-lab-race", this.onAsk);
    // Before Streamlit, which would run the page again.
    window.addEventListener("popstate", this.onBack, true);
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(this.chart);
  }

  build() {
    this.title = element("h2", { class: "question" });
    this.toPage = action("leave", () => this.leave(), element("span", { "aria-hidden": "true", text: "✕" }));
    this.toReplay = action("again", () => this.replayFrom(0));
    this.toEnd = action("leave", () => this.end(), element("span", { "aria-hidden": "true", text: "✕" }));
    this.racers = element("div", { class: "racers" });
    this.chart = element("div", { class: "chart", role: "img" });
    this.goBack = action("step", () => this.step(-1), element("span", { "aria-hidden": "true", text: "❮" }));
    this.goOn = action("step", () => this.step(1), element("span", { "aria-hidden": "true", text: "❯" }));
    this.toPlay = action("play", () => this.toggle());
    this.range = element("input", { type: "range", min: 0, step: "any" });
    this.ticks = element("span", { class: "ticks", "aria-hidden": "true" });
    this.clock = element("output");
    this.moments = element("div", { class: "moments" });
    this.player = element("div", { class: "player" }, element("div", { class: "controls" },
      this.toPlay, this.goBack, this.goOn, element("span", { class: "scrub" }, this.range, this.ticks), this.clock, this.toEnd), this.moments);
    this.words = element("div", { class: "words", "aria-live": "polite" });
    this.cover = action("cover", () => this.reveal(true));
    this.hide = action("hide", () => this.reveal(false), element("span", { "aria-hidden": "true", text: "✕" }));
    this.answer = element("section", { class: "answer" }, this.words, this.hide, this.cover);
    this.screen = element("div", { class: "screen", tabindex: "-1", autofocus: true },
      element("header", {}, this.title, element("span", { class: "tools" }, this.toReplay, this.toPage)),
      this.racers, this.chart, this.player, this.answer);
    this.dialog.replaceChildren(this.screen);
    this.range.oninput = () => this.seek(Number(this.range.value), false);
    this.range.onchange = () => this.write();
    this.range.onkeydown = (event) => {
      const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      if (way) event.preventDefault();
      if (way) this.step(way);
    };
    this.dialog.oncancel = (event) => {
      event.preventDefault();
      this.leave();
    };
    this.dialog.onclose = () => this.stage && this.leave(); // the browser closed it
    this.screen.onfullscreenchange = () => {
      if (!this.screen.getRootNode().fullscreenElement && this.stage && this.full) this.leave();
      this.full = Boolean(this.screen.getRootNode().fullscreenElement);
    };
    this.racers.update = (words) => {
      this.chips = words;
      if (this.open && this.time === null) this.showChips();
    };
    this.chart.update = (fresh) => {
      this.figure = merged(this.figure, fresh);
      if (this.open && this.time === null) this.draw();
    };
  }

  get open() {
    return this.stage || this.time !== null;
  }

  // ── what the page gave ──

  show(data) {
    const first = !this.data;
    this.data = data;
    this.replay = data.replay && {
      ...data.replay,
      events: numbers(data.replay.events),
      times: new Map(Object.entries(data.replay.times).map(([uid, times]) => [uid, numbers(times)])),
    };
    if (!follow(this.racers, data.feeds.chips)) this.chips = data.chips;
    if (!follow(this.chart, data.feeds.metric)) this.figure = data.figure;
    if (this.time !== null && !this.replay) this.time = null;
    this.label();
    if (first || this.arriving) this.adopt();
    else this.write();
    this.arriving = false;
    this.render();
  }

  label() {
    const { texts, question, answer, replay } = this.data;
    this.title.textContent = question;
    this.dialog.setAttribute("aria-label", texts.label);
    this.chart.setAttribute("aria-label", texts.chart);
    this.range.setAttribute("aria-label", texts.position);
    for (const [node, text] of [[this.goBack, texts.back], [this.goOn, texts.forward], [this.hide, texts.cover], [this.toPage, texts.page], [this.toEnd, texts.close]]) {
      node.title = text;
      node.setAttribute("aria-label", text);
    }
    this.toReplay.textContent = texts.replay;
    this.cover.replaceChildren(texts.answer, this.data.keys ? element("kbd", { text: texts.space }) : "");
    this.range.max = replay?.end ?? 1;
    this.ticks.replaceChildren(...(replay?.moments ?? []).map(({ time }) => element("i", { style: `left: ${(100 * time) / replay.end}%` })));
    this.moments.replaceChildren(...(replay?.moments ?? []).map(({ time, text }) => action("moment", () => this.seek(time), text)));
    const mark = ([word, title]) => element("span", { class: `mark ${word}`, title, role: "img", "aria-label": title, style: `--colour: var(--st-${word}-text-color)` });
    const reasons = answer.reasons.map(({ sentence, families }) => element("span", { class: "reason" }, ...families.map(mark), sentence));
    this.words.replaceChildren(
      element("span", { class: `badge ${answer.state}`, text: answer.badge }),
      element("div", {}, element("b", { text: answer.claim }),
        element("p", {}, ...reasons, ...[answer.limit, ...answer.guess].filter(Boolean).map((text) => element("span", { class: "reason", text })))));
  }

  // ── time ──

  replayFrom(time) {
    if (!this.replay) return;
    this.time = time;
    this.revealed = false;
    this.playing = !STILL.matches;
    this.render();
    if (!this.stage) this.screen.focus({ preventScroll: true });
    this.write();
    this.run();
  }

  run() {
    if (!this.playing) return;
    let before;
    const frame = (now) => {
      if (!this.playing || !this.dialog.isConnected) return;
      const next = this.time + ((now - (before ?? now)) / 1000) * this.replay.rate;
      before = now;
      if (next >= this.replay.end) {
        this.playing = false;
        this.seek(this.replay.end);
        return;
      }
      this.time = next;
      this.showTime();
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  toggle() {
    if (this.playing) {
      this.playing = false;
      this.showTime();
      this.write();
    } else if (this.time >= this.replay.end) this.replayFrom(0);
    else {
      this.playing = true;
      this.showTime();
      this.run();
    }
  }

  seek(time, settled = true) {
    this.playing = false;
    this.time = Math.min(Math.max(time, 0), this.replay.end);
    this.showTime();
    if (settled) this.write();
  }

  step(way) {
    const { events } = this.replay;
    const next = way > 0 ? events.find((one) => one > this.time + CLOSE) ?? this.replay.end : events.findLast((one) => one < this.time - CLOSE) ?? 0;
    this.seek(next);
  }

  // ── what is seen ──

  render() {
    document.documentElement.classList.toggle(REPLAYING, this.time !== null);
    const { dialog } = this;
    if (dialog.open && (!this.open || dialog.matches(":modal") !== this.stage)) {
      const { onclose } = dialog;
      dialog.onclose = null;
      dialog.close();
      setTimeout(() => (dialog.onclose = onclose)); // the event comes later
    }
    if (!this.open) return;
    // As an attribute: `show` would scroll the page to what it focuses.
    if (!dialog.open) this.stage ? dialog.showModal() : (dialog.open = true);
    this.screen.classList.toggle("on-stage", this.stage);
    this.screen.classList.toggle("in-replay", this.time !== null);
    this.toReplay.hidden = !this.replay || this.time !== null;
    this.player.hidden = this.time === null;
    this.toPlay.hidden = STILL.matches;
    this.uncover();
    this.showTime();
    this.draw();
  }

  showTime() {
    this.showChips();
    if (this.time === null) return;
    const { texts } = this.data;
    const { end, clock, decimals, moments } = this.replay;
    const text = (value) => value.toFixed(decimals);
    this.range.value = this.time;
    this.clock.textContent = clock.replace("{time}", text(this.time)).replace("{end}", text(end));
    this.range.setAttribute("aria-valuetext", this.clock.textContent);
    this.toPlay.textContent = this.playing ? "❚❚" : "▶︎";
    this.toPlay.title = this.playing ? texts.pause : texts.play;
    this.toPlay.setAttribute("aria-label", this.toPlay.title);
    const passed = moments.findLastIndex((one) => one.time <= this.time + CLOSE);
    [...this.moments.children].forEach((node, index) => {
      node.setAttribute("aria-pressed", String(index <= passed));
      node.classList.toggle("near", index === Math.max(passed, 0) || index === passed + 1);
    });
    const reached = this.replay.events.findLastIndex((one) => one <= this.time + CLOSE);
    if (reached !== this.reached) this.draw();
  }

  showChips() {
    const { chips, more } = this.chips;
    const many = chips.length > 4;
    this.racers.classList.toggle("many", many);
    this.racers.style.setProperty("--columns", many ? Math.ceil(chips.length / 2) : Math.max(chips.length, 2));
    chips.forEach((content, index) => {
      const node = this.racers.children[index] ?? this.racers.appendChild(chip());
      fillChip(node, this.chipAt(content), this.revealed ? this.data.kinds[content.id] : "");
    });
    while (this.racers.children.length > chips.length) this.racers.lastChild.remove();
    this.racers.title = more;
  }

  chipAt(content) {
    const name = this.data.names[content.id]?.[0] ?? content.name;
    const racer = this.time !== null && this.replay.racers[content.id];
    if (!racer) return { ...content, name, ...(this.time !== null && { share: 0, figure: "–", unit: "", note: "", state: "", caution: false }) };
    const { points, epochs, unit, note, tested } = racer;
    const time = this.time + CLOSE;
    if (tested !== null && time >= tested) return { ...content, name, share: 1 };
    const index = points.findLastIndex(([end]) => end <= time);
    const [began, done, figure] = points[index] ?? [0, 0, "–"];
    const next = points[index + 1];
    const within = next ? ((this.time - began) / (next[0] - began)) * (next[1] - done) : 0;
    const state = this.data.texts.epoch.replace("{epochs}", epochs).replace("{epoch}", Math.min(done + 1, epochs));
    const known = index >= 0;
    return { ...content, name, figure, unit: known ? unit : "", note: known ? note : "", state, bad: false, caution: false, share: Math.min(1, (done + Math.max(0, within)) / epochs) };
  }

  draw() {
    if (!this.open || !this.data) return;
    this.reached = this.time === null ? undefined : this.replay.events.findLastIndex((one) => one <= this.time + CLOSE);
    if (this.drawing) return;
    this.drawing = true;
    loadPlotly(this.data.script).then((Plotly) => requestAnimationFrame(() => {
      this.drawing = false;
      const { clientWidth: width, clientHeight: height } = this.chart;
      if (!this.open || !width || !this.chart.isConnected) return;
      const style = getComputedStyle(this.screen);
      const room = { width, height, unit: parseFloat(style.fontSize), family: style.fontFamily };
      const traces = tracesAt(this.figure, this.replay?.times, this.time === null ? null : this.time + CLOSE);
      const { data, layout } = fitted(this.figure, traces, this.data.names, room);
      Plotly.react(this.chart, data, layout, CHART_CONFIG).then(() => (this.chart.dataset.state = "drawn"));
    }));
  }

  // ── the stage and its answer ──

  enter(pushed = true) {
    if (this.stage) return;
    this.stage = true;
    if (pushed) history.pushState({ stage: true }, "", this.address());
    this.rest = this.split().rest;
    this.render();
    this.screen.requestFullscreen?.().then(() => (this.full = true)).catch(() => {}); // only after a click or a key
  }

  leave() {
    if (!this.stage) return this.end();
    const pushed = history.state?.stage;
    this.exit();
    if (pushed) history.back(); // to where it was entered: `back` writes the position there
    else this.write();
  }

  exit() {
    this.stage = this.full = false;
    if (this.time === null) this.revealed = false;
    if (this.screen.getRootNode().fullscreenElement) document.exitFullscreen();
    this.render();
  }

  end() {
    this.time = null;
    this.playing = this.revealed = false;
    this.render();
    this.write();
  }

  reveal(revealed) {
    this.revealed = revealed;
    this.uncover();
    this.showChips();
    this.write();
  }

  uncover() {
    this.answer.classList.toggle("revealed", this.revealed);
    this.words.inert = !this.revealed;
    this.words.setAttribute("aria-hidden", String(!this.revealed));
    this.cover.inert = this.revealed;
    this.hide.hidden = !this.revealed;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.data?.keys || !this.dialog.isConnected) return;
    if (event.composedPath().some((node) => node.isContentEditable || ["INPUT", "TEXTAREA", "SELECT", "BUTTON", "A"].includes(node.tagName))) return;
    const replaying = this.time !== null;
    if (event.key === "s" || event.key === "S") this.stage ? this.leave() : this.enter();
    else if (event.key === "Escape" && this.open) this.leave();
    else if (event.key === " " && replaying && this.time < this.replay.end && !STILL.matches) this.toggle();
    else if (event.key === " " && this.open) this.reveal(!this.revealed);
    else if (event.key === "ArrowRight" && replaying) this.step(1);
    else if (event.key === "ArrowLeft" && replaying) this.step(-1);
    else return;
    event.preventDefault();
  }

  // ── the address ──

  split() {
    const parts = location.search.slice(1).split("&").filter(Boolean);
    return { rest: parts.filter((part) => !OWN.test(part)).join("&"), own: new URLSearchParams(parts.filter((part) => OWN.test(part)).join("&")) };
  }

  address() {
    const parts = [this.split().rest];
    if (this.time !== null) parts.push(`replay=${Number(this.time.toFixed(1))}`);
    if (this.stage) parts.push("stage=1");
    if (this.open && this.revealed) parts.push("reveal=1");
    const search = parts.filter(Boolean).join("&");
    return location.pathname + (search && `?${search}`);
  }

  write() {
    this.rest = this.split().rest;
    const address = this.address();
    if (address !== location.pathname + location.search) history.replaceState(history.state, "", address);
  }

  adopt() {
    const { own, rest } = this.split();
    [this.rest, this.path] = [rest, location.pathname];
    const time = own.has("replay") ? Number(own.get("replay")) : NaN;
    this.playing = false;
    this.time = this.replay && Number.isFinite(time) ? Math.min(Math.max(time, 0), this.replay.end) : null;
    const stage = own.get("stage") === "1";
    this.revealed = own.get("reveal") === "1";
    if (stage && !this.stage) this.enter(false);
    else if (!stage && this.stage) this.exit();
  }

  back(event) {
    const { own, rest } = this.split();
    if (!this.data || rest !== this.rest || location.pathname !== this.path) {
      this.arriving = true;
      return;
    }
    event.stopImmediatePropagation();
    if ((own.get("stage") === "1") === this.stage) return this.write();
    this.stage ? this.exit() : this.enter(false);
    this.write();
  }

  close() {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("recipe-lab-race", this.onAsk);
    window.removeEventListener("popstate", this.onBack, true);
    document.documentElement.classList.remove(REPLAYING);
    this.sizes.disconnect();
    this.playing = false;
  }
}

export default function ({ data, parentElement }) {
  const dialog = parentElement.querySelector("dialog");
  dialog.race ??= new Race(dialog);
  dialog.race.show(data);
  const turn = (dialog.turn = (dialog.turn ?? 0) + 1);
  return () => {
    if (dialog.turn !== turn) return; // of data that was replaced while this file was loaded
    dialog.race?.close();
    dialog.race = undefined;
  };
}
