// The frame: theme switch, search dialog, filters that send themselves. Everything here has a way without a script.
(() => {
  "use strict";

  const root = document.documentElement;

  function setUpTheme() {
    for (const form of document.querySelectorAll("[data-theme-form]")) {
      form.addEventListener("submit", (event) => {
        const chosen = event.submitter?.value;
        if (!chosen) return;
        event.preventDefault();
        if (chosen === "system") delete root.dataset.theme;
        else root.dataset.theme = chosen;
        for (const button of form.querySelectorAll("button")) {
          button.setAttribute("aria-pressed", String(button.value === chosen));
        }
        const data = new FormData(form);
        data.set("theme", chosen);
        fetch(form.action, { method: "POST", body: data, redirect: "manual" });
      });
    }
  }

  // Whoever sees the page to sign in is signed out: pages that were kept here to be read without a connection go, with
  // the programs that kept them. The next one at this device must not read them.
  function forgetPages() {
    if (!document.querySelector("[data-signed-out]")) return;
    if ("caches" in window) {
      caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("trellis-")).map((name) => caches.delete(name)))).catch(() => {});
    }
    navigator.serviceWorker?.getRegistrations().then((all) => all.forEach((each) => each.unregister())).catch(() => {});
  }

  // The palette. Focus really moves along the hits, so that every screen reader follows. Hits that arrive late, while
  // one is chosen, wait until the reader is back in the field.
  function setUpFinder() {
    const dialog = document.getElementById("t-finder");
    if (!dialog) return;
    const input = dialog.querySelector("input");
    const found = dialog.querySelector(".found");
    const links = () => [...found.querySelectorAll(".hits a")];
    let late = false;
    let waiting = false;
    let hurried = false;

    const open = (event) => {
      event?.preventDefault();
      document.querySelector(".rooms:popover-open")?.hidePopover();
      if (!dialog.open) dialog.showModal();
      input.select();
      markFirst();
      if (!input.value.trim()) ask();
    };
    const ask = () => window.htmx?.trigger(input, "t-ask");
    const markFirst = () => {
      for (const link of links()) link.removeAttribute("data-first");
      if (input.value.trim()) links()[0]?.setAttribute("data-first", "");
    };
    const move = (step) => {
      const all = links();
      const at = all.indexOf(document.activeElement) + step;
      if (at < 0) input.focus();
      else all[Math.min(at, all.length - 1)]?.focus();
    };

    for (const link of document.querySelectorAll("[data-find]")) link.addEventListener("click", open);
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    found.addEventListener("htmx:beforeSwap", (event) => {
      late = found.contains(document.activeElement);
      if (late) event.detail.shouldSwap = false;
    });
    found.addEventListener("htmx:afterSwap", () => {
      waiting = false;
      markFirst();
      if (hurried) { hurried = false; openFirst(); }
    });
    input.addEventListener("focus", () => {
      if (late) { late = false; ask(); }
    });
    found.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      const chosen = link?.hash.slice(1);
      const button = chosen && link.pathname === found.dataset.colours
        && document.querySelector(`[data-theme-form] button[value="${CSS.escape(chosen)}"]`);
      if (button) { event.preventDefault(); dialog.close(); button.click(); }
    });
    // Enter opens the first hit for what was typed, also when the hits on the screen are still those of less.
    const form = dialog.querySelector("form");
    const openFirst = () => {
      const first = found.querySelector("[data-first]");
      if (first) first.click();
      else form.submit();
    };
    input.addEventListener("input", () => { waiting = true; hurried = false; });
    form.addEventListener("submit", (event) => {
      if (!input.value.trim() || !window.htmx) return;
      event.preventDefault();
      if (!waiting) { openFirst(); return; }
      hurried = true;
      ask();
    });
    input.addEventListener("htmx:afterRequest", (event) => { if (hurried && event.detail.failed) form.submit(); });
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") { event.preventDefault(); move(1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); move(-1); }
      else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && document.activeElement !== input) input.focus();
    });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
      const wanted = (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey)
        || (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey);
      if (wanted) open(event);
    });
  }

  // Filters send themselves when a choice is made; empty ones stay out of the address.
  function setUpFilters() {
    for (const form of document.querySelectorAll("[data-autosend]")) {
      form.querySelector("[data-autosend-button]")?.classList.add("visually-hidden");
      form.addEventListener("change", (event) => { if (event.target.matches("select")) form.requestSubmit(); });
      form.addEventListener("submit", () => {
        for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
      });
    }
    window.addEventListener("pageshow", () => {
      for (const field of document.querySelectorAll("[data-autosend] [name]")) field.disabled = false;
    });
  }

  // On a narrow screen tabs and diagrams scroll sideways: begin where the current one is.
  function showCurrent() {
    for (const current of document.querySelectorAll(".tabs [aria-current], .diagram-frame [aria-current]")) {
      const frame = current.closest(".tabs, .diagram-frame");
      const beyond = current.getBoundingClientRect().right - frame.getBoundingClientRect().right;
      if (beyond > 0) frame.scrollLeft += beyond + 16;
    }
  }

  setUpTheme();
  setUpFinder();
  setUpFilters();
  showCurrent();
  forgetPages();
})();
