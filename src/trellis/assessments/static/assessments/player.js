// Answers keep themselves: each change is sent with the number of its save. What cannot be sent stays on this device and
// goes out once the connection is back. The clock shown here is fed by the server's.
(() => {
  "use strict";
  const form = document.querySelector("form[data-player]");
  if (!form) return;
  const said = form.dataset, state = form.querySelector("[data-state]"), timer = form.querySelector("[data-timer]");
  const token = form.elements.csrfmiddlewaretoken.value, store = `trellis-quiz-${said.attempt}`;
  const tab = crypto.getRandomValues(new Uint32Array(3)).join("-");
  const sections = new Map([...form.querySelectorAll("[data-key]")].map((each) => [each.dataset.key, each]));
  const seen = new Map([...sections].map(([key, each]) => [key, Number(each.dataset.version)]));
  const waiting = new Map(), timers = new Map();
  let number = 0, sending = null, over = false, leaving = false;

  function kept() {
    try { return JSON.parse(localStorage.getItem(store) ?? "{}"); } catch { return {}; }
  }
  function keep() {
    try {
      if (waiting.size) localStorage.setItem(store, JSON.stringify(Object.fromEntries(waiting)));
      else localStorage.removeItem(store);
    } catch { /* a private window keeps nothing: then the page alone does */ }
  }
  function tell(text, wrong = false) {
    if (!state) return;
    state.textContent = text;
    state.classList.toggle("error", wrong);
  }
  function fieldsOf(section) {
    return [...section.querySelectorAll("[name]")]
      .filter((each) => each.type !== "file" && each.tagName !== "BUTTON" && !each.name.endsWith("-here"))
      .filter((each) => !["radio", "checkbox"].includes(each.type) || each.checked)
      .map((each) => [each.name, each.value]);
  }
  function fill(section, fields) {
    for (const each of section.querySelectorAll("[name]")) {
      if (each.type === "file" || each.tagName === "BUTTON" || each.name.endsWith("-here")) continue;
      const values = fields.filter(([name]) => name === each.name).map(([, value]) => value);
      if (["radio", "checkbox"].includes(each.type)) each.checked = values.includes(each.value);
      else each.value = values[0] ?? "";
    }
  }
  function mark(section) {
    const link = form.querySelector(`[data-for="${CSS.escape(section.dataset.key)}"]`);
    link?.classList.toggle("done", fieldsOf(section).some(([, value]) => value.trim()));
  }
  function changed(section) {
    const key = section.dataset.key;
    number += 1;
    waiting.set(key, { fields: fieldsOf(section), tab, number, seen: seen.get(key), held: 0 });
    keep();
    mark(section);
    clearTimeout(timers.get(key));
    timers.set(key, setTimeout(send, 600));
  }
  async function send() {
    if (sending) { await sending; }
    if (over || !waiting.size) return;
    sending = (async () => { for (const [key, save] of [...waiting]) if (!(await sendOne(key, save))) break; })();
    await sending;
    sending = null;
  }
  async function sendOne(key, save) {
    const body = new FormData();
    for (const [name, value] of save.fields) body.append(name, value);
    for (const name of ["tab", "number", "seen", "held"]) body.append(name, save[name] ?? 0);
    body.append("key", key);
    let answer, said_ = {};
    try {
      answer = await fetch(said.save, { method: "POST", body, headers: { "X-CSRFToken": token } });
      if (answer.headers.get("content-type")?.includes("json")) said_ = await answer.json();
    } catch { answer = null; }
    if (!answer || answer.status >= 500 || (!answer.ok && answer.status !== 409 && answer.status !== 404)) {
      save.held = 1;
      keep();
      tell(said.lost, true);
      return false;
    }
    if (waiting.get(key) === save) waiting.delete(key);
    keep();
    if (said_.over) { over = true; location.reload(); return false; }
    if (answer.ok) seen.set(key, said_.version);
    if (said_.left !== undefined && said_.left !== null) setLeft(said_.left);
    tell(said_.says ?? "", !answer.ok || said_.elsewhere);
    return true;
  }

  let ends = null;
  function setLeft(seconds) { ends = performance.now() + seconds * 1000; show(); }
  function show() {
    if (ends === null || !timer) return;
    const left = Math.max(0, Math.round((ends - performance.now()) / 1000));
    timer.hidden = false;
    timer.textContent = left >= 120 ? said.minutes.replace("{m}", Math.floor(left / 60)) : said.seconds.replace("{s}", left);
    timer.classList.toggle("short", left < 120);
    if (left === 0 && !leaving) { leaving = true; finish(); }
  }
  async function finish() {
    await send();
    const button = form.querySelector('[value="submit-anyway"], [value="submit"]');
    if (!button) return location.reload();
    button.value = "submit-anyway";
    form.requestSubmit(button);
  }
  async function look() {
    if (leaving || over) return;
    try {
      const answer = await fetch(said.now);
      if (!answer.ok) return;
      const found = await answer.json();
      if (!found.open) { over = true; location.reload(); return; }
      if (found.left !== null) setLeft(found.left);
      const other = Object.entries(found.versions).some(([key, version]) => seen.has(key) && version > seen.get(key));
      if (other && !waiting.size && !sending) tell(said.other, true);
    } catch { /* the next look tells */ }
  }

  const before = kept();
  for (const [key, save] of Object.entries(before)) {
    const section = sections.get(key);
    waiting.set(key, { ...save, held: 1 });
    if (section) { fill(section, save.fields); mark(section); }
  }
  if (waiting.size) send();
  if (said.left !== undefined) setLeft(Number(said.left));

  form.addEventListener("input", (event) => {
    const section = event.target.closest("[data-key]");
    if (section && event.target.type !== "file") changed(section);
  });
  form.addEventListener("submit", async (event) => {
    for (const each of timers.values()) clearTimeout(each);
    if (!navigator.onLine) { event.preventDefault(); tell(said.lost, true); return; }
    if (sending) {
      event.preventDefault();
      const button = event.submitter;
      await sending;
      form.requestSubmit(button);
      return;
    }
    leaving = true;
    for (const key of sections.keys()) waiting.delete(key);  // the form itself holds these
    keep();
  });
  form.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const all = [...sections.values()], at = all.indexOf(document.activeElement.closest("[data-key]"));
    const next = all[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { event.preventDefault(); next.querySelector("input:not([type=hidden]), select, textarea")?.focus(); }
  });
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); else look(); });
  setInterval(() => { if (waiting.size) send(); }, 5000);
  setInterval(show, 1000);
  setInterval(look, 20000);
})();
