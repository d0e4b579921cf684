// The grid: a card that is dropped on another box opens its form there, with the box chosen; the reason is still written.
(() => {
  "use strict";
  let held = null;
  document.addEventListener("dragstart", (event) => {
    const card = event.target.closest?.("[data-card]");
    if (!card) return;
    held = card.dataset.card;
    event.dataTransfer.setData("text/plain", card.textContent.trim());
    event.dataTransfer.effectAllowed = "move";
  });
  for (const cell of document.querySelectorAll("[data-box]")) {
    cell.addEventListener("dragover", (event) => { if (held) { event.preventDefault(); cell.classList.add("over"); } });
    cell.addEventListener("dragleave", () => cell.classList.remove("over"));
    cell.addEventListener("drop", (event) => {
      event.preventDefault();
      cell.classList.remove("over");
      choose(held, cell.dataset.box);
      held = null;
    });
  }
  function choose(key, box) {
    const row = document.getElementById(key);
    if (!row) return;
    row.querySelector("select").value = box;
    location.hash = key;
    row.querySelector('[name="why"]').focus();
  }
  document.addEventListener("dragend", () => { held = null; });
})();
