// Discussions: drafts kept while typing, names offered after “@”, Ctrl+Enter to send.
(() => {
  "use strict";
  const areaOf = (event) => event.target.closest?.("[data-saying] textarea");
  const sectionOf = (area) => area.closest("[data-people]");

  // Drafts: a second after the last key, what was typed is kept.
  const waiting = new WeakMap();
  const said = new WeakSet();
  async function keep(area) {
    const form = area.form, section = sectionOf(area);
    if (!section || said.has(form) || !area.isConnected) return;
    const body = new FormData(form);
    body.delete("preview");
    try {
      const answer = await fetch(section.dataset.draft, { method: "POST", body, keepalive: true });
      const state = form.querySelector("[data-state]");
      if (answer.ok && state) state.textContent = section.dataset.kept;
    } catch { /* The next key tries again. */ }
  }
  document.addEventListener("input", (event) => {
    const area = areaOf(event);
    if (!area) return;
    clearTimeout(waiting.get(area));
    waiting.set(area, setTimeout(() => keep(area), 1000));
    offer(area);
  });
  document.addEventListener("submit", (event) => {
    const area = event.target.querySelector?.("textarea");
    if (!event.target.matches?.("[data-saying]") || !area) return;
    said.add(event.target);
    clearTimeout(waiting.get(area));
  });

  // Names: what stands after “@” is looked for; arrows choose, Enter or Tab takes, Escape closes.
  let list = null, at = -1, asked = 0;
  const typed = (area) => /(?:^|[^\w@.])@([^\s@][^@\n]{0,40}|)$/u.exec(area.value.slice(0, area.selectionStart));
  function close() {
    if (!list) return;
    const area = list.area;
    list.remove();
    list = null; at = -1;
    for (const name of ["aria-controls", "aria-activedescendant"]) area.removeAttribute(name);
  }
  async function offer(area) {
    const section = sectionOf(area), found = typed(area);
    if (!section || !found || found[1].split(" ").length > 3) { close(); return; }
    const mine = ++asked;
    let html = "";
    try {
      const answer = await fetch(`${section.dataset.people}?q=${encodeURIComponent(found[1])}`);
      if (answer.ok) html = (await answer.text()).trim();
    } catch { /* Without an answer nobody is offered. */ }
    if (mine !== asked || !typed(area) || document.activeElement !== area) return;
    if (!html) { close(); return; }
    if (!list || list.area !== area) {
      close();
      list = document.createElement("ul");
      list.className = "names";
      list.id = "t-names";
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", section.dataset.names);
      list.area = area;
      area.after(list);
      area.setAttribute("aria-haspopup", "listbox");
      area.setAttribute("aria-autocomplete", "list");
      area.setAttribute("aria-controls", list.id);
      list.addEventListener("mousedown", (event) => {
        const item = event.target.closest("li");
        if (item) { event.preventDefault(); take(item); }
      });
    }
    list.innerHTML = html;
    choose(0);
  }
  function choose(to) {
    const items = [...list.children];
    at = (to + items.length) % items.length;
    items.forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    list.area.setAttribute("aria-activedescendant", items[at].id);
  }
  function take(item) {
    const area = list.area, found = typed(area);
    close();
    if (!found) return;
    const start = area.selectionStart - found[1].length;
    area.setRangeText(`${item.dataset.name} `, start, area.selectionStart, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    asked += 1;
    close();
  }
  document.addEventListener("keydown", (event) => {
    const area = areaOf(event);
    if (!area) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); area.form.requestSubmit(); return; }
    if (!list || list.area !== area) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); choose(at + (event.key === "ArrowDown" ? 1 : -1)); }
    else if (event.key === "Enter" || event.key === "Tab") { event.preventDefault(); take(list.children[at]); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
  });
  document.addEventListener("focusout", (event) => { if (list && event.target === list.area) close(); });

  // After an act the part is drawn anew: what had the focus has it again, and a quotation is ready to be answered.
  let focused = "";
  document.addEventListener("htmx:beforeSwap", () => { focused = document.activeElement?.id ?? ""; });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!document.getElementById("discussion")) return;
    const begun = document.querySelector("#discussion textarea[data-begun]");
    const again = begun ?? (focused && document.getElementById(focused));
    if (again) { again.focus(); if (begun) begun.setSelectionRange(begun.value.length, begun.value.length); }
  });
})();
