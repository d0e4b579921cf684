// Videos and recordings: how fast they play, captions, and a transcript that is searched and jumps to its lines.
// Without this script browsers play with their own controls, and lines of the transcript are links to their moment.
(() => {
  "use strict";

  const YOUTUBE = "https://www.youtube-nocookie.com";
  const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];
  const keep = (name, value) => { try { localStorage.setItem(`trellis.media.${name}`, String(value)); } catch { /* forbidden */ } };
  const kept = (name) => { try { return localStorage.getItem(`trellis.media.${name}`); } catch { return null; } };
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let rate = SPEEDS.includes(Number(kept("rate"))) ? Number(kept("rate")) : 1;
  let captioned = kept("captions") !== "no";
  let last = null;
  // The place in what plays is kept under the address of the page, which is one's own where one learns, with its moment:
  // whoever went on with another device since is brought to where they were there.
  const spot = (each) => `at.${location.pathname}.${each.box.dataset.media}`;
  const stay = (each, time) => {
    if (Math.abs(time - each.saved) < 2 && time > 0) return;
    each.saved = time;
    keep(spot(each), `${Math.floor(time)} ${Date.now()}`);
  };
  const placeOf = (each) => {
    const [here, at] = (kept(spot(each)) ?? "").split(" ").map(Number);
    const told = each.box.closest("[data-watch]")?.dataset;
    const there = Number(told?.watched?.split("@")[1] ?? NaN);
    return Number.isFinite(there) && Number(told.counter) > (at || 0) ? there : here || 0;
  };

  // -- one player: a file that this page plays, or the frame in which YouTube does
  const players = [...document.querySelectorAll("[data-media]")].map((box) => ({
    box, file: box.querySelector("video, audio"), time: 0, plays: false, tools: box.querySelector("[data-tools]"),
    select: box.querySelector("[data-rate]"), shows: box.querySelector("[data-captions]"),
    asked: false, saved: 0,
    lines: [...box.querySelectorAll("[data-at]")].map((line) => ({ line, at: Number(line.dataset.at) })), now: null,
  }));
  const frame = (each) => each.box.querySelector("iframe");
  const ask = (each, func, ...args) => frame(each)?.contentWindow.postMessage(JSON.stringify({ event: "command", func, args }), YOUTUBE);

  const deeds = {
    rate: (each) => {
      if (each.select) each.select.value = String(rate);
      if (each.file) { each.file.defaultPlaybackRate = rate; if (each.file.playbackRate !== rate) each.file.playbackRate = rate; }
      else ask(each, "setPlaybackRate", rate);
    },
    captions: (each) => {
      if (each.shows) each.shows.checked = captioned;
      const tracks = [...(each.file?.textTracks ?? [])];
      const shown = tracks.find((track) => track.mode === "showing") ?? tracks[0];
      for (const track of tracks) track.mode = captioned && track === shown ? "showing" : "hidden";
    },
    seek: (each, time) => {
      each.asked = true;
      if (each.file) each.file.currentTime = time;
      else ask(each, "seekTo", time, true);
      each.time = time;
      follow(each);
    },
    toggle: (each) => {
      if (each.file) { if (each.file.paused) each.file.play().catch(() => {}); else each.file.pause(); }
      else ask(each, each.plays ? "pauseVideo" : "playVideo");
    },
  };
  const setRate = (wanted) => { rate = wanted; keep("rate", rate); players.forEach(deeds.rate); };
  const setCaptions = (wanted) => { captioned = wanted; keep("captions", wanted ? "yes" : "no"); players.forEach(deeds.captions); };

  // -- the line that is said now: marked, and in sight within its list alone
  const follow = (each) => {
    let found = null;
    for (const one of each.lines) if (one.at <= each.time + 0.05) found = one.line; else break;
    if (found === each.now) return;
    each.now?.removeAttribute("aria-current");
    each.now = found;
    if (!found) return;
    found.setAttribute("aria-current", "true");
    const list = found.closest("[data-lines]");
    if (!list.contains(document.activeElement)) rove(each, found);
    if (list.matches(":hover") || list.contains(document.activeElement)) return;
    const top = found.offsetTop - list.clientHeight / 3;
    list.scrollTo({ top, behavior: still.matches ? "instant" : "smooth" });
  };

  // -- one line at a time can be reached with Tab; arrows go from line to line
  const rove = (each, line) => { for (const one of each.lines) one.line.tabIndex = one.line === line ? 0 : -1; };
  const seen = (each) => each.lines.map((one) => one.line).filter((line) => !line.closest("li").hidden);
  const step = (each, event) => {
    const lines = seen(each);
    const at = lines.indexOf(event.target.closest("[data-at]"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
    if (at < 0 || to === undefined || !lines[to]) return;
    event.preventDefault();
    rove(each, lines[to]);
    lines[to].focus();
  };

  // -- searching: only lines that say it are left, and the words are marked
  const paint = (words, wanted) => {
    words.querySelectorAll("mark").forEach((mark) => mark.replaceWith(mark.textContent));
    words.normalize();
    if (!wanted) return;
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.data.toLowerCase().indexOf(wanted);
      if (at < 0) continue;
      const rest = node.splitText(at);
      rest.splitText(Math.min(wanted.length, rest.length));
      const mark = document.createElement("mark");
      rest.replaceWith(mark);
      mark.append(rest);
      walker.currentNode = mark.lastChild;
    }
  };
  const search = (each, box) => {
    const wanted = box.querySelector("input").value.trim().toLowerCase();
    const said = box.querySelector("[data-found]");
    let n = 0;
    for (const item of each.box.querySelectorAll("[data-lines] > li")) {
      const words = item.querySelector("[data-words]");
      paint(words, "");
      item.hidden = Boolean(wanted) && !words.textContent.toLowerCase().includes(wanted);
      if (!item.hidden) n += 1;
      if (wanted && !item.hidden) paint(words, wanted);
    }
    said.textContent = !wanted ? "" : n === 0 ? said.dataset.none : n === 1 ? said.dataset.one : said.dataset.many.replace("%(n)s", n);
    const first = seen(each)[0];
    if (first && !seen(each).includes(each.now)) rove(each, first);
  };

  for (const each of players) {
    each.tools.hidden = !each.file;
    each.select?.addEventListener("change", () => setRate(Number(each.select.value)));
    each.shows?.addEventListener("change", () => setCaptions(each.shows.checked));
    const file = each.file;
    if (file) {
      file.addEventListener("loadedmetadata", () => {
        deeds.rate(each);
        deeds.captions(each);
        const at = placeOf(each);
        if (!each.asked && at > 5 && at < file.duration - 5) file.currentTime = at;
      });
      file.addEventListener("timeupdate", () => { if (!file.ended) stay(each, file.currentTime); });
      file.addEventListener("ended", () => stay(each, 0));
      file.addEventListener("play", () => { last = each; deeds.rate(each); });
      file.addEventListener("ratechange", () => { if (file.playbackRate !== rate && SPEEDS.includes(file.playbackRate)) setRate(file.playbackRate); });
      for (const name of ["timeupdate", "seeked"]) file.addEventListener(name, () => { each.time = file.currentTime; follow(each); });
    } else {
      new MutationObserver(() => {
        const loaded = frame(each);
        if (!loaded) return;
        each.tools.hidden = false;
        loaded.addEventListener("load", () => loaded.contentWindow.postMessage(JSON.stringify({ event: "listening", id: each.box.dataset.media }), YOUTUBE));
      }).observe(each.box.querySelector("[data-youtube]") ?? each.box, { childList: true });
    }
    if (each.lines.length) {
      rove(each, each.lines[0].line);
      const list = each.box.querySelector("[data-lines]");
      list.removeAttribute("tabindex");
      list.addEventListener("keydown", (event) => step(each, event));
      list.addEventListener("click", (event) => {
        const line = event.target.closest("[data-at]");
        if (!line || event.ctrlKey || event.metaKey || event.shiftKey || (!each.file && !frame(each))) return;
        event.preventDefault();
        // Whoever has just selected words of it wants those, to note or to highlight them.
        if (!getSelection().isCollapsed && getSelection().containsNode(line, true)) return;
        last = each;
        rove(each, line);
        deeds.seek(each, Number(line.dataset.at));
        if (each.file) each.file.play().catch(() => {}); else ask(each, "playVideo");
      });
    }
    const find = each.box.querySelector("[data-find]");
    if (find) {
      find.hidden = false;
      const field = find.querySelector("input");
      field.addEventListener("input", () => search(each, find));
      field.addEventListener("keydown", (event) => {
        if (event.key === "Enter") { event.preventDefault(); seen(each)[0]?.focus(); }
        if (event.key === "Escape" && field.value) { event.preventDefault(); field.value = ""; search(each, find); }
      });
    }
    deeds.rate(each);
    deeds.captions(each);
  }

  // -- what YouTube says of itself
  addEventListener("message", (event) => {
    if (event.origin !== YOUTUBE || typeof event.data !== "string") return;
    const each = players.find((one) => frame(one)?.contentWindow === event.source);
    if (!each) return;
    let said = null;
    try { said = JSON.parse(event.data); } catch { return; }
    const info = said?.event === "infoDelivery" ? said.info : null;
    if (!info) return;
    if (typeof info.currentTime === "number") { each.time = info.currentTime; follow(each); if (each.plays) stay(each, each.time); }
    if (typeof info.playerState === "number") {
      const plays = info.playerState === 1;
      const at = plays && !each.asked ? placeOf(each) : 0;
      if (plays) each.asked = true;
      if (at > 5 && !(info.duration && at > info.duration - 5)) deeds.seek(each, at);
      if (info.playerState === 0) stay(each, 0);
      if (plays && !each.plays) { last = each; deeds.rate(each); }
      each.plays = plays;
    }
  });

  // -- keys: for the player that has the focus, that played last, or the first that can play
  const meant = (target) => players.find((each) => each.box.contains(target)) ?? last ?? players.find((each) => each.file || frame(each)) ?? null;
  const faster = (by) => SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, SPEEDS.indexOf(rate) + by))];
  const keys = {
    k: deeds.toggle, "<": () => setRate(faster(-1)), ">": () => setRate(faster(1)), c: () => setCaptions(!captioned),
    j: (each) => deeds.seek(each, Math.max(0, each.time - 10)), l: (each) => deeds.seek(each, each.time + 10),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    const each = keys[event.key] && meant(event.target);
    if (!each) return;
    event.preventDefault();
    keys[event.key](each);
  });
})();
