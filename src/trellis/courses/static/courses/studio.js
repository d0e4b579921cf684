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

/* A field to choose in: what is chosen from its list becomes a chip; without a script the form adds it when it is kept. */
(() => {
  "use strict";
  const field = (target) => (target instanceof HTMLInputElement && target.list ? target.closest("[data-picks]") : null);
  const optionOf = (input) => {
    const said = input.value.trim().toLowerCase();
    return [...input.list.options].find((each) => each.value.toLowerCase() === said);
  };
  const chip = (picks, value, title) => {
    const there = [...picks.querySelectorAll(".chip input")].find((each) => each.value === value);
    if (there) {
      there.checked = true;
      return;
    }
    const label = document.createElement("label");
    label.className = "chip";
    const box = document.createElement("input");
    Object.assign(box, { type: "checkbox", name: picks.dataset.picks, value, checked: true });
    const words = document.createElement("b");
    words.textContent = title;
    label.append(box, " ", words);
    picks.querySelector(".picks-chosen").append(label);
  };
  const take = (input, picks) => {
    const said = input.value.trim();
    const option = optionOf(input);
    input.setCustomValidity("");
    if (!said || (!option && !("free" in picks.dataset))) return false;
    if ("one" in picks.dataset) picks.querySelector(".picks-chosen").replaceChildren();
    chip(picks, option ? option.dataset.value : said, option ? option.value : said);
    picks.querySelector("[role=status]").textContent = `${picks.dataset.added} ${option ? option.value : said}`;
    input.value = "";
    picks.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };
  document.addEventListener("input", (event) => {
    const picks = field(event.target);
    if (!picks) return;
    event.target.setCustomValidity("");
    // Who chooses from the list of the browser replaces all of the words at once; who types does not.
    if (event.inputType !== "insertReplacementText" && event instanceof InputEvent && event.inputType) return;
    take(event.target, picks);
  });
  document.addEventListener("keydown", (event) => {
    const picks = field(event.target);
    if (!picks || event.key !== "Enter" || !event.target.value.trim()) return;
    event.preventDefault();
    if (take(event.target, picks)) return;
    event.target.setCustomValidity(picks.dataset.unknown);
    event.target.reportValidity();
  });
  document.addEventListener(
    "change",
    (event) => {
      const picks = field(event.target);
      if (!picks) return;
      // Half a word is nothing yet that a form could count.
      event.stopPropagation();
      take(event.target, picks);
    },
    true,
  );
})();
