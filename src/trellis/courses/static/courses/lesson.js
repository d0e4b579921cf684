// Lessons: a video of YouTube is loaded by a click; rows of tabs open one at a time where the browser does not do it.
(() => {
  "use strict";
  for (const box of document.querySelectorAll("[data-youtube]")) {
    const button = box.querySelector("[data-load]");
    if (!button) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const frame = document.createElement("iframe");
      frame.src = `https://www.youtube-nocookie.com/embed/${encodeURIComponent(box.dataset.youtube)}?autoplay=1&enablejsapi=1&origin=${encodeURIComponent(location.origin)}`;
      frame.title = box.dataset.title;
      frame.allow = "autoplay; fullscreen; encrypted-media; picture-in-picture";
      frame.referrerPolicy = "strict-origin-when-cross-origin";
      box.replaceChildren(frame);
      frame.focus();
    });
  }
  for (const row of document.querySelectorAll("[data-tabs]")) {
    row.addEventListener("toggle", (event) => {
      if (!event.target.open) return;
      for (const other of row.querySelectorAll(":scope > details[open]")) if (other !== event.target) other.open = false;
    }, true);
  }
})();
