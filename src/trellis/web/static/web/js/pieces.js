// Pieces that do more with a script: dialogs, menus, toasts, buttons that copy, forms that warn before words are lost.
(() => {
  "use strict";

  // What came back wrong takes the focus.
  document.querySelector("[data-focus]")?.focus();

  // Dialogs: a link to one opens it over the page; Escape, its button, or a click beside it closes it.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("a[data-opens]");
    const dialog = opener && document.getElementById(opener.hash.slice(1));
    if (dialog?.showModal) { event.preventDefault(); dialog.showModal(); return; }
    if (event.target.matches?.("dialog.dialog, dialog.drawer")) event.target.close();
  });

  // Menus: opening by keyboard goes to the first item; arrows, Home and End walk; choosing closes.
  const itemsOf = (menu) => [...menu.querySelectorAll("a, button:not([disabled])")];
  document.addEventListener("keydown", (event) => {
    const opener = event.target.closest?.(".menu > button");
    const menu = opener?.nextElementSibling ?? event.target.closest?.("[data-menu]");
    if (!menu) return;
    const items = itemsOf(menu);
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? items.length - 1 : at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined || (opener && !event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    if (opener) menu.showPopover({ source: opener });
    items[(to + items.length) % items.length]?.focus();
  });
  document.addEventListener("click", (event) => {
    const menu = event.target.closest?.("[data-menu]");
    if (menu && event.target.closest("a, button")) menu.hidePopover();
  });

  // Toasts: `trellis:say` with a text, from a script or from a header of an answer.
  let region = null;
  function say(text) {
    if (!region) {
      region = document.createElement("div");
      region.className = "toasts";
      region.setAttribute("role", "status");
      document.body.append(region);
    }
    const toast = document.createElement("div");
    toast.className = "toast";
    region.append(toast);
    toast.textContent = text;
    setTimeout(() => toast.remove(), 4000 + 40 * text.length);
  }
  document.addEventListener("trellis:say", (event) => say(String(event.detail?.value ?? event.detail)));
  document.addEventListener("click", (event) => {
    const asking = event.target.closest?.("[data-says]");
    if (asking) say(asking.dataset.says);
  });

  // Buttons that copy what stands elsewhere on the page.
  const textOf = (source) => source.value
    ?? ([...source.querySelectorAll("li")].map((item) => item.textContent.trim()).join("\n") || source.textContent.trim());
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    const label = button.querySelector("span");
    try {
      await navigator.clipboard.writeText(textOf(source));
    } catch {
      // Without https there is no clipboard: mark the text, so that it takes one key.
      if (source.select) source.select();
      else getSelection().selectAllChildren(source);
      return;
    }
    const before = button.dataset.before ?? label.textContent;
    button.dataset.before = before;
    button.setAttribute("aria-live", "polite");
    label.textContent = button.dataset.copied;
    setTimeout(() => { label.textContent = before; }, 2500);
  });

  // Forms that warn: leaving with words that were not sent asks first.
  const before = new WeakMap();
  const stateOf = (form) => new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, value.name ?? value])).toString();
  for (const form of document.querySelectorAll("form[data-guard]")) {
    before.set(form, stateOf(form));
    form.addEventListener("submit", () => before.set(form, null));
    const saved = form.querySelector("[data-unsaved]");
    form.addEventListener("input", () => { if (saved) saved.hidden = stateOf(form) === before.get(form); });
  }
  window.addEventListener("beforeunload", (event) => {
    for (const form of document.querySelectorAll("form[data-guard]")) {
      const kept = before.get(form);
      if (kept !== null && stateOf(form) !== kept) event.preventDefault();
    }
  });
})();
