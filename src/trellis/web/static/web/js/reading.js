// Reading: the current section in the contents, links to copy, the tree with its state kept.
(() => {
  "use strict";

  function setUpContents() {
    const list = document.querySelector(".contents");
    if (!list) return;
    const links = new Map();
    for (const link of list.querySelectorAll("a")) links.set(decodeURIComponent(link.hash.slice(1)), link);
    const headings = [...document.querySelectorAll(".prose .heading :is(h1, h2, h3, h4)")].filter((heading) => links.has(heading.id));
    let current = null;
    const mark = () => {
      let at = headings.findLast((heading) => heading.getBoundingClientRect().top < 120) ?? null;
      const end = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 4;
      if (end && window.scrollY > 0) at = headings.findLast((heading) => heading.getBoundingClientRect().top < window.innerHeight) ?? at;
      if (at === current) return;
      links.get(current?.id)?.removeAttribute("aria-current");
      current = at;
      const link = links.get(current?.id);
      if (!link) return;
      link.setAttribute("aria-current", "location");
      const top = link.offsetTop - list.offsetTop;
      if (top < list.scrollTop || top > list.scrollTop + list.clientHeight - 32) list.scrollTop = top - list.clientHeight / 2;
    };
    let waiting = false;
    window.addEventListener("scroll", () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; mark(); });
    }, { passive: true });
    mark();
  }

  function setUpCopyLinks() {
    const prose = document.querySelector(".prose[data-copied]");
    if (!prose || !navigator.clipboard) return;
    prose.addEventListener("click", async (event) => {
      const link = event.target.closest(".copy-link");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      try { await navigator.clipboard.writeText(link.href); } catch { return; }
      document.dispatchEvent(new CustomEvent("trellis:say", { detail: prose.dataset.copied }));
    });
  }

  // Open folders are remembered in a cookie, so that the server draws them open and nothing jumps.
  function setUpTree() {
    const tree = document.querySelector("[data-tree]");
    if (!tree) return;
    const name = tree.dataset.tree;
    const remember = () => {
      const open = [...tree.querySelectorAll('button[aria-expanded="true"]')].map((button) => button.dataset.folder);
      document.cookie = `${name}=${open.slice(-60).join(".")};path=/;max-age=31536000;samesite=lax`;
    };
    tree.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-folder]");
      if (!button) return;
      const open = button.getAttribute("aria-expanded") !== "true";
      button.setAttribute("aria-expanded", String(open));
      const branch = document.getElementById(button.getAttribute("aria-controls"));
      branch.hidden = !open;
      if (open && branch.dataset.load && !branch.childElementCount) window.htmx?.ajax("GET", branch.dataset.load, { target: branch, swap: "innerHTML" });
      remember();
    });
    const panel = tree.closest(".tree-panel");
    const key = "trellis-tree-scroll";
    const kept = sessionStorage.getItem(key);
    if (kept !== null) panel.scrollTop = Number(kept);
    const here = tree.querySelector("[aria-current]");
    if (here && panel.clientHeight) {
      const box = here.getBoundingClientRect();
      const frame = panel.getBoundingClientRect();
      if (box.top < frame.top || box.bottom > frame.bottom) panel.scrollTop += box.top - frame.top - frame.height / 2;
    }
    window.addEventListener("pagehide", () => sessionStorage.setItem(key, String(panel.scrollTop)));
  }

  setUpContents();
  setUpCopyLinks();
  setUpTree();
})();
