// My work by keyboard: j and k walk, x chooses, e, s and d do what the buttons do, u takes back, n begins, ? tells the keys.
(() => {
  "use strict";

  const form = document.getElementById("t-work");
  const rows = () => [...document.querySelectorAll("[data-item]")];
  const boxes = () => [...(form?.querySelectorAll('input[name="row"][type="checkbox"]') ?? [])];
  const current = () => document.activeElement?.closest?.("[data-item]");
  const told = document.querySelector("[data-chosen]");
  const show = () => {
    if (!told) return;
    const count = boxes().filter((box) => box.checked).length;
    told.textContent = count ? `${count} ${told.dataset.some}` : told.dataset.none;
  };
  form?.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();

  // What a key does is about the row that has the focus, unless rows are chosen.
  let borrowed = null;
  const take = () => {
    const row = current();
    if (!row || boxes().some((box) => box.checked)) return boxes().some((box) => box.checked);
    borrowed = row.querySelector('input[name="row"]');
    if (borrowed) borrowed.checked = true;
    show();
    return Boolean(borrowed);
  };
  const giveBack = () => {
    if (borrowed) { borrowed.checked = false; borrowed.closest("[data-item]").querySelector("a").focus(); }
    borrowed = null;
    show();
  };
  for (const dialog of document.querySelectorAll("#t-snooze, #t-delegate")) {
    dialog.addEventListener("close", giveBack);
  }
  const open = (name) => {
    const dialog = document.getElementById(name);
    if (dialog?.showModal && !dialog.open) dialog.showModal();
  };
  // A deed loads the page again: the next step goes on at the place where it was done, not at the top.
  const PLACE = "work-place";
  let left = Number(sessionStorage.getItem(PLACE) ?? -1);
  sessionStorage.removeItem(PLACE);
  form?.addEventListener("submit", () => {
    const at = rows().indexOf(current() ?? borrowed?.closest("[data-item]"));
    if (at >= 0) sessionStorage.setItem(PLACE, String(at));
  });
  const walk = (step) => {
    const all = rows();
    const at = all.indexOf(current());
    const first = left < 0 ? (step > 0 ? 0 : all.length - 1) : (step > 0 ? left : left - 1);
    const next = all[Math.min(Math.max(at < 0 ? first : at + step, 0), all.length - 1)];
    left = -1;
    next?.querySelector("a")?.focus();
  };
  const press = (key) => document.querySelector(`[data-key="${key}"]`)?.click();
  const deeds = {
    j: () => walk(1),
    k: () => walk(-1),
    x: () => { const box = current()?.querySelector('input[name="row"]'); if (box) { box.click(); } },
    e: () => { if (take()) form.querySelector('button[value="done"]')?.click(); },
    s: () => { if (take()) open("t-snooze"); },
    d: () => { if (take()) open("t-delegate"); },
    u: () => press("u"),
    n: () => press("n"),
    "?": () => open("t-help"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const typing = event.target.closest?.('input:not([type="checkbox"]), textarea, select, [contenteditable]');
    if (typing || !Object.hasOwn(deeds, event.key) || !document.querySelector(".work")) {
      if (!typing && (event.key === "u" || event.key === "n")) press(event.key);
      return;
    }
    event.preventDefault();
    deeds[event.key]();
  });
})();
