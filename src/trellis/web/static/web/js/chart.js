// Charts: arrow keys walk the marks, Home and End go to the ends, and a line below says what stands under focus or pointer.
(() => {
  "use strict";
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  function say(mark) {
    const readout = mark.closest(".chart-frame")?.querySelector("[data-readout]");
    if (readout) readout.textContent = mark.getAttribute("aria-label");
  }

  document.addEventListener("keydown", (event) => {
    const mark = event.target.closest?.("[data-mark]");
    if (!mark || event.altKey || event.ctrlKey || event.metaKey) return;
    const marks = [...mark.closest("[data-chart]").querySelectorAll("[data-mark]")];
    const at = marks.indexOf(mark);
    const to = event.key === "Home" ? 0 : event.key === "End" ? marks.length - 1 : at + (steps[event.key] ?? 0);
    if (to === at || !marks[to]) return;
    event.preventDefault();
    if (mark.hasAttribute("tabindex")) { mark.setAttribute("tabindex", "-1"); marks[to].setAttribute("tabindex", "0"); }
    marks[to].focus();
  });
  for (const kind of ["focusin", "pointerover"]) {
    document.addEventListener(kind, (event) => {
      const mark = event.target.closest?.("[data-mark]");
      if (mark) say(mark);
    });
  }
})();
