// Drafts keep themselves: a second after the last key, what was typed is sent; another window's draft is never written over.
(() => {
  "use strict";
  const form = document.querySelector("form[data-keeps]");
  if (!form) return;
  const state = form.querySelector("[data-state]");
  let timer = 0, going = null, stale = false, handing = false, dirty = false;

  async function keep() {
    if (stale || handing || !dirty) return;
    if (going) { await going; return keep(); }
    dirty = false;
    going = (async () => {
      try {
        const answer = await fetch(form.dataset.keeps, { method: "POST", body: new FormData(form) });
        const said = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
        if (answer.ok) form.elements.seen.value = said.version;
        else if (answer.status === 409) stale = true;
        else dirty = true;
        state.textContent = said.says ?? (answer.ok ? "" : form.dataset.lost);
        state.classList.toggle("error", !answer.ok);
      } catch {
        dirty = true;
        state.textContent = form.dataset.lost;
      }
    })();
    await going;
    going = null;
  }
  const rated = form.querySelector("[data-rated]");
  function count() {
    const all = form.querySelectorAll(".review-item .review-scale").length;
    const done = form.querySelectorAll(".review-item .review-scale :checked").length;
    rated.hidden = !all;
    rated.textContent = rated.dataset.rated.replace("{done}", done).replace("{all}", all);
  }
  if (rated) { count(); form.addEventListener("change", count); }
  form.addEventListener("input", () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(keep, 1000);
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    handing = true;
    if (!going) return;
    event.preventDefault();
    const button = event.submitter;
    await going;
    form.requestSubmit(button);
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(); });
})();
