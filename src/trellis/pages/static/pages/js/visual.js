// The page as it looks, block by block: words are edited in place, everything else stays text. What is changed goes to the
// server, which puts it into the text and leaves every other byte alone; the text itself stays with the editor.
(() => {
  "use strict";

  const here = window.trellisEditor;
  const views = here?.form.querySelector("[data-views]");
  if (!views) return;
  const { form, text, editor, phrases, goTo } = here;
  const pieces = form.querySelector("[data-pieces]");
  const source = form.querySelector("[data-source]");
  const told = form.querySelector("[data-piece-told]");
  const toolbar = form.querySelector("[data-tools]");
  let running = Promise.resolve();

  const tell = (words) => {
    told.textContent = words;
    told.hidden = !words;
    told.classList.toggle("trouble", Boolean(words));
  };
  const send = async (address, values) => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    const proposal = form.querySelector("[name=proposal]");
    if (proposal) body.set("proposal", proposal.value);
    for (const [name, value] of Object.entries(values)) body.set(name, value);
    return fetch(address, { method: "POST", body });
  };

  // -- the two views

  async function show(view) {
    const visual = view === "visual";
    if (visual && !(await draw())) return;
    if (!visual) await commit();
    form.toggleAttribute("data-visual", visual);
    pieces.hidden = !visual;
    source.hidden = visual;
    for (const button of views.querySelectorAll("[data-view]")) {
      button.setAttribute("aria-pressed", String(button.dataset.view === view));
    }
  }

  async function draw() {
    const answer = await send(pieces.dataset.blocks, { text: text.value }).catch(() => null);
    if (!answer?.ok) {
      tell(phrases.not_answered);
      return false;
    }
    merge(await answer.text());
    tell("");
    return true;
  }

  // Takes over what is new. A block that is the same stays as it is, with the words and the caret of who writes there.
  function merge(html) {
    const fresh = document.createElement("div");
    fresh.innerHTML = html;
    const known = [...pieces.children];
    let at = 0;
    for (const made of [...fresh.children]) {
      const same = made.dataset.print
        ? known.findIndex((each, place) => place >= at && each.dataset.print === made.dataset.print)
        : -1;
      if (same >= 0) {
        for (const gone of known.slice(at, same)) gone.remove();
        known[same].dataset.number = made.dataset.number;
        known[same].querySelector("[data-as-text]").dataset.asText = made.querySelector("[data-as-text]").dataset.asText;
        at = same + 1;
      } else {
        pieces.insertBefore(made, known[at] ?? null);
        for (const run of made.querySelectorAll(".run")) open(run);
      }
    }
    for (const gone of known.slice(at)) gone.remove();
  }

  function open(run) {
    run.contentEditable = "true";
    run.setAttribute("role", "textbox");
    run.setAttribute("aria-label", phrases.label);
    run.before_ = run.dataset.new === undefined ? run.innerHTML : "";
  }

  // -- changes

  const changed = () => [...pieces.querySelectorAll(".run")].filter((run) => run.innerHTML !== run.before_);

  // Puts what has been changed into the text, one block after the other. Where words cannot be put there, they stay and
  // the reason is told.
  function commit() {
    running = running.then(async () => {
      const waiting = new Set(changed().map((run) => run.closest(".piece")));
      for (const piece of waiting) if (!(await put(piece))) return;
    });
    return running;
  }

  async function put(piece) {
    const sent = new Map([...piece.querySelectorAll(".run")].map((run) => [run, run.innerHTML]));
    const runs = {};
    const added = [];
    let item = "";
    for (const [run, html] of sent) {
      if (run.dataset.new !== undefined) {
        added.push(html);
        item = run.dataset.new;
      } else if (html !== run.before_) {
        runs[run.dataset.run] = html;
      }
    }
    const answer = await send(pieces.dataset.block, {
      text: text.value, number: piece.dataset.number, print: piece.dataset.print,
      runs: JSON.stringify(runs), added: JSON.stringify(added), item,
    }).catch(() => null);
    const found = await answer?.json().catch(() => null);
    if (!found || found.error) {
      tell(found ? `${found.error} ${found.hint}`.trim() : phrases.not_answered);
      return false;
    }
    if (found.text !== text.value) editor.setText(found.text);
    if ([...sent].some(([run, html]) => run.innerHTML !== html)) {
      // Somebody has gone on writing here meanwhile: the next time takes all of it.
      piece.dataset.print = found.print;
      for (const [run, html] of sent) if (run.dataset.new === undefined) run.before_ = html;
      return true;
    }
    const focused = piece.contains(document.activeElement) ? document.activeElement.dataset.run : undefined;
    const { number } = piece.dataset;
    piece.dataset.print = "";
    await draw();
    if (focused !== undefined) pieces.querySelector(`[data-number="${number}"] [data-run="${focused}"]`)?.focus();
    return true;
  }

  // A new paragraph below a block, or a new item below an item: words first, Markdown when they are left.
  function add(piece, after) {
    const run = document.createElement("div");
    run.className = "run";
    const entry = piece.matches(".is-list") ? after?.closest("li") : null;
    run.dataset.new = entry ? after.dataset.new ?? after.dataset.run : "";
    open(run);
    if (entry) {
      const made = document.createElement("li");
      made.append(run);
      entry.after(made);
    } else if (after?.dataset.new !== undefined) {
      after.after(run);
    } else {
      piece.querySelector(".prose").append(run);
    }
    run.focus();
  }

  pieces.addEventListener("focusout", (event) => {
    const piece = event.target.closest(".piece");
    const left = !piece?.contains(event.relatedTarget) && !toolbar?.contains(event.relatedTarget);
    if (!event.target.matches(".run") || !left) return;
    if (event.target.dataset.new !== undefined && !event.target.textContent.trim()) {
      (event.target.closest("li") ?? event.target).remove();
      return;
    }
    commit();
  });
  pieces.addEventListener("paste", (event) => {
    if (!event.target.closest(".run")) return;
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain").replace(/\s+/g, " "));
  });
  pieces.addEventListener("drop", (event) => event.preventDefault());
  pieces.addEventListener("keydown", (event) => {
    const run = event.target.closest(".run");
    if (!run || event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (!run.closest("table")) add(run.closest(".piece"), run);
    } else if (event.key === "Escape") {
      run.innerHTML = run.before_;
      run.blur();
    } else if (event.key.toLowerCase() === "k" && event.shiftKey && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      mark("link");
    }
  });
  pieces.addEventListener("click", async (event) => {
    const asText = event.target.closest("[data-as-text]");
    const below = event.target.closest("[data-below]");
    if (event.target.closest(".run a")) event.preventDefault();
    if (asText) {
      const line = Number(asText.dataset.asText);
      await show("text");
      goTo(line);
    }
    if (below) {
      add(below.closest(".piece"), null);
    }
  });
  views.addEventListener("click", (event) => {
    const button = event.target.closest("[data-view]");
    if (button) show(button.dataset.view);
  });
  form.addEventListener("submit", async (event) => {
    if (!form.hasAttribute("data-visual") || !changed().length) return;
    event.preventDefault();
    await commit();
    if (!changed().length) form.requestSubmit(event.submitter);
  }, { capture: true });

  // -- marks

  function mark(what) {
    const run = document.getSelection().anchorNode?.parentElement?.closest(".run");
    if (!run) return;
    if (what === "bold" || what === "italic") document.execCommand(what);
    if (what === "link" || what === "code") {
      const range = document.getSelection().getRangeAt(0);
      if (range.collapsed) return;
      const made = document.createElement(what === "link" ? "a" : "code");
      if (what === "link") {
        const goal = window.prompt(phrases.address);
        if (!goal) return;
        made.dataset.href = goal;
      }
      made.textContent = range.toString();
      range.deleteContents();
      range.insertNode(made);
    }
  }
  toolbar?.addEventListener("mousedown", (event) => {
    if (form.hasAttribute("data-visual") && event.target.closest("[data-do]")) event.preventDefault();
  });
  toolbar?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button && form.hasAttribute("data-visual")) mark(button.dataset.do);
  });
})();
