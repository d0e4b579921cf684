// A lesson as it is learned: the place to come back to, time that is really spent, notes, answers, and all of it kept
// while there is no connection. Without this script the page works by its forms.
(() => {
  "use strict";

  const player = document.querySelector("[data-player]");
  if (!player) return;
  const { course, part, sync, account } = player.dataset;
  const text = player.querySelector("[data-text]");
  const token = document.querySelector('input[name="csrfmiddlewaretoken"]')?.value ?? "";
  const say = (words) => { const told = player.querySelector("[data-told]"); if (told) told.textContent = words; };
  const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

  // -- the queue: whatever was done is sent, now or later, each thing under an identifier of its own
  const shelf = `trellis.learning.${account}.${course}`;
  const read = () => { try { return JSON.parse(localStorage.getItem(shelf) ?? "[]"); } catch { return []; } };
  const write = (items) => { try { localStorage.setItem(shelf, JSON.stringify(items)); } catch { /* full, or forbidden */ } };
  const line = player.querySelector("[data-connection]");
  const tell = (words) => { if (!line) return; line.hidden = !words; line.querySelector("span").textContent = words; };
  let sending = null;
  const put = (item, now = true) => {
    const items = read();
    const whole = { id: uuid(), part, ...item };
    const same = item.do === "reply" ? items.findIndex((each) => each.do === "reply" && each.part === part && each.block === item.block) : -1;
    if (same >= 0) items.splice(same, 1);
    write([...items, whole]);
    return now ? send() : Promise.resolve(false);
  };
  const send = () => {
    sending = (sending ?? Promise.resolve()).then(sendNow, sendNow);
    return sending;
  };
  const sendNow = async () => {
    const items = read().slice(0, 200);
    if (!items.length) { return true; }
    try {
      const answer = await fetch(sync, {
        method: "POST", credentials: "same-origin", redirect: "error",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ items }),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const said = await answer.json();
      const taken = new Set(said.taken);
      write(read().filter((each) => !taken.has(each.id)));
      show(said);
      tell("");
      return read().length ? sendNow() : true;
    } catch {
      tell(player.dataset.offline);
      return false;
    }
  };
  const show = (said) => {
    const bar = player.querySelector("[data-progress]");
    if (bar) { bar.max = said.total || 1; bar.value = said.done; }
    const count = player.querySelector("[data-count]");
    if (count) count.textContent = `${said.done} / ${said.total}`;
    for (const key of said.parts) {
      const item = player.querySelector(`.learn-outline [data-part="${CSS.escape(key)}"]`);
      if (!item || item.classList.contains("done")) continue;
      item.classList.add("done");
      item.querySelector("[data-said]").textContent = ` ${player.dataset.isDone}`;
    }
  };
  window.addEventListener("online", send);
  window.addEventListener("offline", () => tell(player.dataset.offline));
  setInterval(() => { if (read().length) send(); }, 15000);

  // -- the place: the last heading above the middle of the window
  const heads = () => [...(text?.querySelectorAll("h1[id], h2[id], h3[id], h4[id], h5[id], h6[id]") ?? [])];
  const anchor = () => {
    let found = "";
    for (const head of heads()) if (head.getBoundingClientRect().top < window.innerHeight / 2) found = head.id;
    return found;
  };
  const spot = `${shelf}.at.${part}`;
  const remember = () => { try { localStorage.setItem(spot, String(window.scrollY)); } catch { /* forbidden */ } };
  const back = () => {
    const hash = decodeURIComponent(location.hash.slice(1));
    const kept = Number(localStorage.getItem(spot) ?? 0);
    if (hash && hash !== player.dataset.anchor) return;
    if (kept > 0) window.scrollTo({ top: kept, behavior: "instant" });
    else if (player.dataset.anchor) document.getElementById(player.dataset.anchor)?.scrollIntoView({ behavior: "instant" });
  };
  if (text) {
    history.scrollRestoration = "manual";
    requestAnimationFrame(() => requestAnimationFrame(back));
    let waiting = 0;
    addEventListener("scroll", () => { clearTimeout(waiting); waiting = setTimeout(remember, 150); }, { passive: true });
  }

  // -- time: counted only while the page is seen and something was done within the last minute
  let active = Date.now();
  let since = Date.now();
  let seconds = 0;
  for (const name of ["pointerdown", "pointermove", "keydown", "scroll", "touchstart", "wheel"]) {
    addEventListener(name, () => { active = Date.now(); }, { passive: true });
  }
  const count = () => {
    const now = Date.now();
    if (document.visibilityState === "visible" && now - active < 60000) seconds += Math.min(now - since, 5000) / 1000;
    since = now;
  };
  const beat = (now = true) => {
    count();
    if (seconds < 1) return;
    put({ do: "beat", seconds: Math.floor(seconds), anchor: anchor() }, now);
    seconds = 0;
  };
  setInterval(count, 1000);
  setInterval(beat, 30000);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") { remember(); beat(); } });
  addEventListener("pagehide", () => { remember(); beat(false); });

  // -- answers: exercises, ticks and polls are kept as they are given
  document.documentElement.classList.add("learn-live");
  const later = new Map();
  const keep = (field) => {
    const counter = Math.max(Date.now(), Number(field.dataset.counter) + 1);
    field.dataset.counter = counter;
    const value = field.type === "checkbox" ? (field.checked ? "yes" : "") : field.value;
    put({ do: "reply", block: field.dataset.block, kind: field.dataset.kind, value, counter });
  };
  for (const field of text?.querySelectorAll("[data-block]") ?? []) {
    if (field.type === "radio" || field.type === "checkbox") field.addEventListener("change", () => keep(field));
    else {
      field.addEventListener("input", () => {
        clearTimeout(later.get(field));
        later.set(field, setTimeout(() => { later.delete(field); keep(field); }, 800));
      });
      field.addEventListener("blur", () => { if (later.has(field)) { clearTimeout(later.get(field)); later.delete(field); keep(field); } });
    }
  }
  // What was kept here and is not sent yet is shown, whatever the page says.
  for (const item of read()) {
    if (item.do !== "reply" || item.part !== part) continue;
    for (const field of text?.querySelectorAll(`[data-block="${CSS.escape(item.block)}"]`) ?? []) {
      if (field.type === "checkbox") field.checked = item.value === "yes";
      else if (field.type === "radio") field.checked = field.value === item.value;
      else field.value = item.value;
    }
  }

  // -- videos and recordings: which seconds were really played is kept, of files and of what YouTube plays
  const YOUTUBE = "https://www.youtube-nocookie.com";
  const boxes = [...(text?.querySelectorAll("[data-watch]") ?? [])].map((box) => {
    const [length, list] = (box.dataset.watched || "0:").split("@")[0].split(":");
    const stretches = list ? list.split(",").map((each) => each.split("-").map(Number)) : [];
    return { box, length: Number(length), stretches, last: null, place: 0, changed: false };
  });
  const joined = (stretches) => {
    const made = [];
    for (const [start, end] of [...stretches].sort((a, b) => a[0] - b[0])) {
      const before = made[made.length - 1];
      if (before && start <= before[1]) before[1] = Math.max(before[1], end);
      else if (end > start) made.push([start, end]);
    }
    return made;
  };
  const keepWatched = (each, now = true) => {
    if (!each.changed || !each.length) return;
    each.changed = false;
    const counter = Math.max(Date.now(), Number(each.box.dataset.counter) + 1);
    each.box.dataset.counter = counter;
    const value = `${each.length}:${each.stretches.map((one) => one.join("-")).join(",")}@${each.place}`;
    put({ do: "reply", block: each.box.dataset.watch, kind: "watched", value, counter }, now);
  };
  // A second counts as watched where it was played at most four times as fast: who jumps has not seen what is between.
  const played = (each, time, length) => {
    if (Number.isFinite(length) && length > 0) each.length = Math.max(1, Math.round(length));
    const from = each.last;
    each.last = time;
    each.place = Math.floor(time);
    active = Date.now();
    if (from === null || time <= from || time - from > 4 || !each.length) return;
    each.stretches = joined([...each.stretches, [Math.floor(from), Math.min(Math.ceil(time), each.length)]]);
    each.changed = true;
    const seen = each.stretches.reduce((sum, [start, end]) => sum + end - start, 0);
    const share = each.box.querySelector("[data-share]");
    share.hidden = false;
    share.textContent = each.box.dataset.says.replace("%(n)s", Math.min(100, Math.floor((seen * 100) / each.length)));
  };
  for (const each of boxes) {
    for (const media of each.box.querySelectorAll("video, audio")) {
      media.addEventListener("timeupdate", () => { if (!media.seeking) played(each, media.currentTime, media.duration); });
      media.addEventListener("seeking", () => { each.last = null; });
      for (const name of ["pause", "ended"]) {
        media.addEventListener(name, () => { if (media.ended) each.place = 0; keepWatched(each); each.last = null; });
      }
    }
    const listen = () => {
      const frame = each.box.querySelector("iframe");
      frame?.addEventListener("load", () =>
        frame.contentWindow.postMessage(JSON.stringify({ event: "listening", id: each.box.dataset.watch }), YOUTUBE));
    };
    new MutationObserver(listen).observe(each.box, { childList: true, subtree: true });
  }
  addEventListener("message", (event) => {
    if (event.origin !== YOUTUBE || typeof event.data !== "string") return;
    const each = boxes.find((one) => one.box.querySelector("iframe")?.contentWindow === event.source);
    if (!each) return;
    let said = null;
    try { said = JSON.parse(event.data); } catch { return; }
    const info = said?.event === "infoDelivery" ? said.info : null;
    if (typeof info?.currentTime === "number") played(each, info.currentTime, info.duration ?? each.length);
    if (info?.playerState === 0) each.place = 0;
    if (info?.playerState === 0 || info?.playerState === 2) keepWatched(each);
  });
  setInterval(() => boxes.forEach((each) => keepWatched(each)), 15000);
  addEventListener("pagehide", () => boxes.forEach((each) => keepWatched(each, false)));

  // -- done, and next
  const done = player.querySelector("[data-done]");
  done?.addEventListener("submit", async (event) => {
    if (done.dataset.sure || navigator.onLine) { beat(false); return; }
    event.preventDefault();
    beat(false);
    await put({ do: "done" });
    location.href = done.dataset.next;
  });

  // -- notes, highlights, bookmarks
  const form = player.querySelector("[data-note-form]");
  const chosen = () => {
    const selected = getSelection();
    if (!selected || selected.isCollapsed || !text?.contains(selected.anchorNode)) return "";
    return selected.toString().trim().slice(0, 1000);
  };
  let quote = "", letGo = 0;
  const bar = player.querySelector("[data-tools]");
  // What to do with selected words stands at hand. A tap lets go of them before it is a click: both wait for that.
  document.addEventListener("selectionchange", () => {
    const words = chosen();
    clearTimeout(letGo);
    if (words) { quote = words; bar?.classList.add("at-hand"); }
    else letGo = setTimeout(() => { quote = ""; bar?.classList.remove("at-hand"); }, 600);
  });
  const mark = (words) => {
    if (!words || !text || !window.Highlight) return;
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    const flat = words.replace(/\s+/g, " ");
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.data.replace(/\s/g, " ").indexOf(flat);
      if (at < 0) continue;
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, Math.min(node.length, at + flat.length));
      const all = CSS.highlights.get("learned") ?? new Highlight();
      all.add(range);
      CSS.highlights.set("learned", all);
      return;
    }
  };
  for (const note of player.querySelectorAll('[data-note][data-quote]')) mark(note.dataset.quote);
  const add = (kind, words, written) => {
    const list = player.querySelector("[data-notes]");
    const row = document.createElement("li");
    const box = document.createElement("div");
    box.className = "text";
    if (words) { const said = document.createElement("blockquote"); said.textContent = words; box.append(said); }
    if (written) { const said = document.createElement("p"); said.className = "learn-words"; said.textContent = written; box.append(said); }
    row.dataset.kind = kind;
    row.append(box);
    list?.append(row);
  };
  const leave = async (kind, words, written = "") => {
    add(kind, words, written);
    if (kind === "highlight") mark(words);
    await put({ do: "note", key: uuid(), kind, anchor: anchor(), quote: words, text: written });
  };
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const written = form.elements.text.value.trim();
    if (!written) { form.elements.text.focus(); return; }
    leave("note", form.elements.quote.value, written);
    form.reset();
    form.elements.quote.value = "";
    form.querySelector("[data-quote]").hidden = true;
  });
  const tools = {
    note: () => {
      if (!form) return;
      form.elements.quote.value = quote;
      const shown = form.querySelector("[data-quote]");
      shown.textContent = quote;
      shown.hidden = !quote;
      form.elements.text.focus();
    },
    highlight: () => { if (quote) { leave("highlight", quote); say(player.dataset.highlighted); quote = ""; } else say(player.dataset.select); },
    bookmark: () => { leave("bookmark", heads().find((head) => head.id === anchor())?.textContent ?? ""); say(player.dataset.marked); },
    keys: () => document.getElementById("t-keys")?.showModal(),
  };
  for (const button of player.querySelectorAll("[data-tool]")) {
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", () => tools[button.dataset.tool]());
  }
  // What is wrong is said on the page itself: the words that were selected go along.
  const wrong = player.querySelector("[data-wrong]");
  wrong?.querySelector("button").addEventListener("pointerdown", (event) => event.preventDefault());
  wrong?.addEventListener("submit", () => { wrong.elements.quote.value = quote; });

  // -- keys
  const press = (key) => player.querySelector(`[data-key="${key}"]`)?.click();
  const deeds = {
    n: () => press("n"), p: () => press("p"), m: tools.note, h: tools.highlight, b: tools.bookmark,
    o: () => player.querySelector(".learn-outline a[aria-current]")?.focus(), "?": tools.keys,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    const deed = deeds[event.key];
    if (deed) { event.preventDefault(); deed(); }
  });

  // -- reading without a connection
  const fold = player.querySelector("[data-fold]");
  if (fold && matchMedia("(max-width: 900px)").matches) fold.open = false;
  if ("serviceWorker" in navigator && isSecureContext) {
    navigator.serviceWorker.register(player.dataset.worker, { scope: player.dataset.home }).then(async () => {
      const ready = await navigator.serviceWorker.ready;
      const pages = [...player.querySelectorAll(".learn-outline a")].map((link) => link.href);
      ready.active?.postMessage({ account, pages: [location.href.split("#")[0], ...pages] });
    }).catch(() => {});
  }
  send();
})();
