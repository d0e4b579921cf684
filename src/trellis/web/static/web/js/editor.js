// The editor: Ctrl+S keeps the draft at once, a remark leads to its line, leaving with unkept words asks first.
(() => {
  "use strict";

  const form = document.querySelector("[data-editor]");
  if (!form) return;
  const text = form.querySelector("[data-text]");
  let kept = text.value;
  let sending = "";
  let leaving = false;

  form.addEventListener("htmx:configRequest", () => { sending = text.value; });
  form.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) kept = sending; });
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && text.value !== kept) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      window.htmx?.trigger(text, "keep");
    }
  });
  form.addEventListener("click", (event) => {
    const link = event.target.closest("[data-line]");
    if (!link) return;
    event.preventDefault();
    const lines = text.value.split("\n");
    const line = Math.min(Number(link.dataset.line), lines.length);
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    text.focus();
    text.setSelectionRange(start, start + lines[line - 1].length);
    text.scrollTop = (line - 5) * (text.scrollHeight / lines.length);
  });
})();
