// Slides one at a time: arrows, space, page keys, Home and End go through them, F fills the screen, Escape leaves.
(() => {
  "use strict";
  const main = document.querySelector("[data-slides]");
  if (!main) return;
  const slides = [...main.querySelectorAll(".slide")];
  const count = document.querySelector("[data-count]");
  const close = document.querySelector("[data-close]");
  const full = document.querySelector("[data-full]");
  let now = 0;
  const wanted = () => {
    const at = slides.findIndex((each) => `#${each.id}` === location.hash);
    return at < 0 ? 0 : at;
  };
  const show = (at, focus) => {
    now = Math.max(0, Math.min(slides.length - 1, at));
    slides.forEach((each, place) => each.toggleAttribute("data-now", place === now));
    count.textContent = main.dataset.of.replace("%(n)s", now + 1).replace("%(all)s", slides.length);
    for (const button of document.querySelectorAll("[data-go]")) {
      const off = button.dataset.go === "-1" ? now === 0 : now === slides.length - 1;
      button.setAttribute("aria-disabled", String(off));
    }
    if (location.hash !== `#${slides[now].id}`) history.replaceState(null, "", `#${slides[now].id}`);
    if (focus) slides[now].querySelector("h2").focus({ preventScroll: true });
  };
  document.body.setAttribute("data-live", "");
  count.hidden = false;
  for (const button of document.querySelectorAll("[data-go]")) {
    button.hidden = false;
    button.addEventListener("click", () => show(now + Number(button.dataset.go), false));
  }
  const fill = () => (document.fullscreenElement ? document.exitFullscreen() : document.body.requestFullscreen());
  if (document.fullscreenEnabled) {
    full.hidden = false;
    full.addEventListener("click", fill);
  }
  const forward = getComputedStyle(document.documentElement).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest("input, textarea, select, video, audio, summary")) return;
    const onButton = Boolean(target.closest("a, button"));
    const key = event.key;
    if (key === forward || key === "PageDown" || (key === " " && !event.shiftKey && !onButton)) show(now + 1, true);
    else if (key === "ArrowLeft" || key === "ArrowRight" || key === "PageUp" || (key === " " && !onButton)) show(now - 1, true);
    else if (key === "Home") show(0, true);
    else if (key === "End") show(slides.length - 1, true);
    else if (key === "f" || key === "F") fill();
    else if (key === "Escape" && !document.fullscreenElement) location.assign(close.href);
    else return;
    event.preventDefault();
  });
  addEventListener("hashchange", () => show(wanted(), true));
  show(wanted(), false);
})();
