// Tables: select all, how many are selected, actions only when some are; menus of the table close by Escape and by a click beside them.
(() => {
  "use strict";

  for (const form of document.querySelectorAll("[data-select]")) {
    const rows = [...form.querySelectorAll('input[name="row"]')];
    const all = form.querySelector("[data-select-all]");
    const told = form.querySelector("[data-selected]");
    if (!told) continue;
    const show = () => {
      const count = rows.filter((row) => row.checked).length;
      if (all) { all.checked = count > 0 && count === rows.length; all.indeterminate = count > 0 && count < rows.length; }
      told.textContent = count ? `${count} ${told.dataset.some}` : told.dataset.none;
      for (const button of form.querySelectorAll("[data-needs-rows]")) button.disabled = count === 0;
    };
    all?.addEventListener("change", () => { for (const row of rows) row.checked = all.checked; show(); });
    form.addEventListener("change", show);
    window.addEventListener("pageshow", show);
    show();
  }

  const close = (fold, focus) => {
    fold.open = false;
    if (focus) fold.querySelector("summary").focus();
  };
  document.addEventListener("keydown", (event) => {
    const fold = event.key === "Escape" && event.target.closest?.(".fold-menu[open]");
    if (fold) close(fold, true);
  });
  document.addEventListener("click", (event) => {
    for (const fold of document.querySelectorAll(".fold-menu[open]")) if (!fold.contains(event.target)) close(fold, false);
  });
})();
