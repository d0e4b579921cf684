// Diagrams: arrow keys go to the nearest box in that direction. Tab works without this.
(() => {
  "use strict";
  const ways = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  document.addEventListener("keydown", (event) => {
    const way = ways[event.key];
    const from = event.target.closest?.("[data-diagram] a");
    if (!way || !from || event.altKey || event.ctrlKey || event.metaKey) return;
    const place = (box) => [Number(box.dataset.x), Number(box.dataset.y)];
    const [x, y] = place(from);
    let best = null;
    let least = Infinity;
    for (const box of from.ownerSVGElement.querySelectorAll("a")) {
      const [bx, by] = place(box);
      const along = (bx - x) * way[0] + (by - y) * way[1];
      if (box === from || along <= 0) continue;
      const aside = Math.abs((bx - x) * way[1]) + Math.abs((by - y) * way[0]);
      const cost = along + 2 * aside;
      if (cost < least) { least = cost; best = box; }
    }
    if (!best) return;
    event.preventDefault();
    best.focus();
    best.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
})();
