// The form for job families: what is open and where one stands outlast an action; words not saved yet go along with it.
(() => {
  "use strict";

  const whole = document.querySelector("[data-family-form]");
  if (!whole) return;
  const first = new WeakMap();
  const words = () => whole.querySelectorAll("[data-words]");
  const isDirty = (field) => first.has(field) && first.get(field) !== field.value;
  let open = [];
  let kept = [];
  let focus = "";
  let leaving = false;

  const remember = () => words().forEach((field) => first.set(field, field.defaultValue));
  const neighbour = (form, act) => {
    const { holder, slot, at } = form.dataset;
    const to = act === "up" ? Number(at) - 1 : Number(at) + 1;
    return `b-${holder}-${slot}-${to}-${act}`;
  };

  whole.addEventListener("input", (event) => {
    const form = event.target.closest("[data-entry]");
    if (form && event.target.matches("[data-words]")) form.toggleAttribute("data-dirty", isDirty(event.target));
  });
  whole.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-words]")) {
      event.preventDefault();
      event.target.form.querySelector("[name=act]").click();
    }
  });
  whole.addEventListener("submit", () => { leaving = true; });
  whole.addEventListener("htmx:configRequest", (event) => {
    const form = event.target.closest("form");
    if (!form) return; // What readers will see is only looked at.
    const act = event.detail.parameters.act;
    const others = [...words()].filter((field) => isDirty(field) && field.form !== form);
    const entries = others.filter((field) => field.form.dataset.slot);
    event.detail.parameters.unsaved = JSON.stringify(entries.map((field) => ({ ...field.form.dataset, words: field.value })));
    kept = others.filter((field) => !field.form.dataset.slot).map((field) => [field.id, field.value]);
    open = [...whole.querySelectorAll("details[open][id]")].map((each) => each.id);
    focus = (act === "up" || act === "down") && form.dataset.slot ? neighbour(form, act) : document.activeElement?.id;
  });
  whole.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== whole) return;
    leaving = false;
    remember();
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    for (const [id, value] of kept) {
      const field = document.getElementById(id);
      if (field) { field.value = value; field.form.toggleAttribute("data-dirty", true); }
    }
    const trouble = whole.querySelector("[data-focus]");
    (trouble ?? document.getElementById(focus))?.focus();
  });
  whole.addEventListener("htmx:afterRequest", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && [...words()].some(isDirty)) event.preventDefault();
  });
  remember();
})();
