/* Parts of an outline can be dragged to another place; the buttons beside them do the same without it. */
(() => {
  "use strict";
  let lifted = null;
  const row = (target) => (target instanceof Element ? target.closest("[data-outline] > li") : null);
  const mark = (list) => {
    for (const each of list.children) each.draggable = true;
  };
  const ready = () => document.querySelectorAll("[data-outline]").forEach(mark);
  document.addEventListener("dragstart", (event) => {
    if (event.target instanceof Element && event.target.closest("input, textarea, select")) return;
    lifted = row(event.target);
    if (!lifted) return;
    lifted.classList.add("lifted");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  document.addEventListener("dragover", (event) => {
    const over = row(event.target);
    if (!lifted || !over || over.parentElement !== lifted.parentElement) return;
    event.preventDefault();
    for (const each of over.parentElement.children) each.classList.toggle("over", each === over);
  });
  document.addEventListener("drop", (event) => {
    const over = row(event.target);
    if (!lifted || !over || over === lifted || over.parentElement !== lifted.parentElement) return;
    event.preventDefault();
    const list = over.parentElement;
    const rows = [...list.children];
    if (rows.indexOf(lifted) < rows.indexOf(over)) over.after(lifted);
    else over.before(lifted);
    const form = list.parentElement.querySelector("[data-order]");
    form.querySelector("[name=order]").value = [...list.children].map((each) => each.dataset.at).join(",");
    form.requestSubmit();
  });
  document.addEventListener("dragend", () => {
    document.querySelectorAll("[data-outline] > li").forEach((each) => each.classList.remove("lifted", "over"));
    lifted = null;
  });
  document.addEventListener("htmx:afterSwap", ready);
  ready();
})();
