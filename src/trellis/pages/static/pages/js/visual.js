// The page as it looks, block by block: words are edited in place, blocks are made into others, moved and deleted. What is
// changed goes to the server, which puts it into the text and leaves every other byte alone; the text stays with the editor.
(() => {
  "use strict";

  const here = window.trellisEditor;
  const views = here?.form.querySelector("[data-views]");
  if (!views) return;
  const { form, text, editor, phrases, goTo, ask } = here;
  const pieces = form.querySelector("[data-pieces]");
  const source = form.querySelector("[data-source]");
  const told = form.querySelector("[data-piece-told]");
  const toolbar = form.querySelector("[data-tools]");
  const turn = toolbar.querySelector("[data-turn]");
  const isVisual = () => form.hasAttribute("data-visual");
  let running = Promise.resolve();
  let current = null;
  let leaving = false;
  let written = null; // the run that somebody wrote in last

  const tell = (words, isTrouble = false) => {
    told.textContent = words;
    told.hidden = !words;
    told.classList.toggle("trouble", Boolean(words) && isTrouble);
  };
  const send = async (address, values) => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    const proposal = form.querySelector("[name=proposal]");
    if (proposal) body.set("proposal", proposal.value);
    for (const [name, value] of Object.entries(values)) body.set(name, value);
    return fetch(address, { method: "POST", body });
  };
  // The text with one block changed; null, and the reason told, where that cannot be.
  const change = async (piece, values) => {
    const { number, print } = piece.dataset;
    const answer = await send(pieces.dataset.block, { text: text.value, number, print, ...values }).catch(() => null);
    const found = await answer?.json().catch(() => null);
    if (found && !found.error) return found;
    tell(found ? `${found.error} ${found.hint}`.trim() : phrases.not_answered, true);
    return null;
  };
  // One thing after the other, whatever became of the one before.
  const next = (job) => (running = running.then(job, job));

  // -- the two views

  async function show(view) {
    const visual = view === "visual";
    if (visual && !(await draw())) return;
    if (!visual) await commit();
    form.toggleAttribute("data-visual", visual);
    pieces.hidden = !visual;
    source.hidden = visual;
    for (const each of form.querySelectorAll("[data-for]")) each.hidden = (each.dataset.for === "visual") !== visual;
    for (const button of views.querySelectorAll("[data-view]")) {
      button.setAttribute("aria-pressed", String(button.dataset.view === view));
    }
    if (visual) choose(current?.isConnected ? current : pieces.querySelector(".piece"));
    pressed();
  }

  // `ready` is called right before what is new takes the place of what was there.
  async function draw(ready) {
    const known = [...pieces.children].map((piece) => piece.dataset.print).filter(Boolean).join(" ");
    const answer = await send(pieces.dataset.blocks, { text: text.value, known }).catch(() => null);
    if (!answer?.ok) {
      tell(phrases.not_answered, true);
      return false;
    }
    const html = await answer.text();
    ready?.();
    merge(html);
    return true;
  }

  // Takes over what is new. A block that is the same stays as it is, with the words and the caret of who writes there.
  function merge(html) {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const waiting = new Map();
    for (const piece of pieces.children) {
      if (piece.dataset.print) waiting.set(piece.dataset.print, [...(waiting.get(piece.dataset.print) ?? []), piece]);
    }
    const models = new Map([...waiting].map(([print, [first]]) => [print, first]));
    let place = pieces.firstElementChild;
    for (const made of [...fresh.content.children]) {
      const { print, number, line } = made.dataset;
      const piece = waiting.get(print)?.shift() ?? (made.dataset.same === undefined ? made : models.get(print).cloneNode(true));
      Object.assign(piece.dataset, { number, line });
      if (piece === place) place = place.nextElementSibling;
      else pieces.insertBefore(piece, place);
    }
    while (place) {
      const gone = place;
      place = place.nextElementSibling;
      gone.remove();
    }
  }

  // -- the block that the buttons mean

  const pieceAt = (number) => pieces.querySelector(`:scope > [data-number="${number}"]`);
  const can = (name, may) => { toolbar.querySelector(`[data-act="${name}"]`).disabled = !may; };

  function choose(piece) {
    if (current !== piece) {
      current?.removeAttribute("aria-current");
      current = piece?.matches(".piece") ? piece : null;
      current?.setAttribute("aria-current", "true");
    }
    const other = turn.querySelector("[data-other]");
    const kind = current?.dataset.kind ?? "";
    other.textContent = current?.getAttribute("aria-label") ?? "";
    turn.value = written?.dataset.into ?? kind;
    if (turn.value !== kind && !written?.dataset.into) turn.value = "";
    turn.disabled = !current || (current.matches(".locked") && kind !== "code");
    const inText = Number(current?.dataset.number ?? -1) >= 0;
    can("up", inText && current.previousElementSibling);
    can("down", inText && current.nextElementSibling);
    can("below", current);
    can("delete", inText);
    can("as-text", current);
    can("undo", past.length || changed().length);
    can("redo", undone.length);
  }

  function enter(piece) {
    choose(piece);
    const goal = piece?.querySelector(".run") ?? piece;
    goal?.focus();
    goal?.scrollIntoView({ block: "nearest" });
  }

  // -- words

  const before = new WeakMap(); // what a run said before somebody wrote in it
  const opened = new Set();
  const open = (run) => {
    written = run;
    if (opened.has(run)) return;
    before.set(run, run.dataset.new === undefined ? run.innerHTML : "");
    opened.add(run);
  };
  const isChanged = (run) => run.isConnected && run.innerHTML !== before.get(run);
  function changed() {
    for (const run of opened) if (!run.isConnected) opened.delete(run);
    return [...opened].filter(isChanged);
  }

  // Puts what has been changed into the text, one block after the other. Where words cannot be put there, they stay and
  // the reason is told.
  const commit = () => next(settle);

  async function settle() {
    for (const piece of new Set(changed().map((run) => run.closest(".piece")))) if (!(await put(piece))) return false;
    return true;
  }

  async function put(piece) {
    const all = [...piece.querySelectorAll(".run")];
    const sent = new Map(all.map((run) => [run, run.innerHTML]));
    if (all.length === 1 && all[0].dataset.new === undefined && !all[0].textContent.trim() && !piece.querySelector(".atom")) {
      return done(piece, "delete", await change(piece, { act: "delete" }));
    }
    const added = all.filter((run) => run.dataset.new !== undefined && run.textContent.trim());
    const rewritten = all.filter((run) => run.dataset.new === undefined && before.has(run) && isChanged(run));
    if (!added.length && !rewritten.length) return true;
    const found = await change(piece, {
      runs: JSON.stringify(Object.fromEntries(rewritten.map((run) => [run.dataset.run, sent.get(run)]))),
      added: JSON.stringify(added.map((run) => sent.get(run))),
      intos: JSON.stringify(added.map((run) => run.dataset.into ?? "")),
      item: added.at(-1)?.dataset.new ?? "",
    });
    if (!found) return false;
    const wasFirst = piece.dataset.number === "-1";
    keep(found.text, found.number);
    piece.dataset.print = "";
    let live = [];
    let focused = null;
    let caret = null;
    await draw(() => {
      live = [...piece.querySelectorAll(".run")];
      focused = piece.contains(document.activeElement) ? document.activeElement : null;
      caret = focused && caretOf(focused);
    });
    // Where a run stands now: a new paragraph in a block of its own.
    const placeOf = (run) => {
      const inOwn = run.dataset.new === "";
      const block = found.number + (inOwn ? added.indexOf(run) + (wasFirst ? 0 : 1) : 0);
      if (inOwn && !added.includes(run)) return null;
      return pieceAt(block)?.querySelectorAll(".run")[inOwn ? 0 : all.indexOf(run)];
    };
    // Somebody has gone on writing meanwhile: that goes on in the new block, and into the text the next time.
    let last = null;
    for (const run of live) {
      const place = placeOf(run) ?? (run === focused || run.textContent.trim() ? add(pieceAt(found.number), last) : null);
      if (!place) continue;
      if (run.innerHTML !== sent.get(run)) {
        open(place);
        place.innerHTML = run.innerHTML;
      }
      if (run === focused) setCaret(place, caret);
      last = place;
    }
    if (!current?.isConnected) choose(pieceAt(found.number));
    tell("");
    return true;
  }

  const caretOf = (run) => {
    const selection = document.getSelection();
    if (!selection.rangeCount || !run.contains(selection.anchorNode)) return null;
    const whole = document.createRange();
    whole.selectNodeContents(run);
    return ["start", "end"].map((side) => {
      const range = selection.getRangeAt(0);
      whole.setEnd(range[`${side}Container`], range[`${side}Offset`]);
      return whole.toString().length;
    });
  };
  function setCaret(run, caret) {
    run.focus();
    if (!caret) return;
    const range = document.createRange();
    range.selectNodeContents(run);
    for (const [side, goal] of [["setStart", caret[0]], ["setEnd", caret[1]]]) {
      const words = document.createTreeWalker(run, NodeFilter.SHOW_TEXT);
      let left = goal;
      for (let node = words.nextNode(); node; node = words.nextNode()) {
        if (left <= node.length) {
          range[side](node, left);
          break;
        }
        left -= node.length;
      }
    }
    document.getSelection().removeAllRanges();
    document.getSelection().addRange(range);
  }

  // A new paragraph below a block, or a new item below an item: words first, Markdown when they are left.
  function add(piece, after) {
    const run = document.createElement("div");
    run.className = "run";
    run.contentEditable = "true";
    run.setAttribute("role", "textbox");
    run.setAttribute("aria-label", phrases.label);
    const entry = ["list", "steps"].includes(piece.dataset.kind) ? after?.closest("li") : null;
    run.dataset.new = entry ? after.dataset.new ?? after.dataset.run : "";
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
    return run;
  }

  // Takes a new run away that says nothing.
  function drop(run) {
    const piece = run.closest(".piece");
    if (piece.dataset.number === "-1") return;
    (run.closest("li") ?? run).remove();
    if (written === run) written = null;
    if (!piece.contains(document.activeElement)) choose(piece);
  }

  // -- whole blocks, and back

  const past = [];
  const undone = [];
  const MOST_STEPS = 100;

  // Only what differs goes to the editor, which need not read and colour the rest of the text again.
  function setText(now) {
    const was = text.value;
    const shorter = Math.min(was.length, now.length);
    let from = 0;
    while (from < shorter && was[from] === now[from]) from += 1;
    let tail = 0;
    while (tail < shorter - from && was[was.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
    editor.view.dispatch({ changes: { from, to: was.length - tail, insert: now.slice(from, now.length - tail) } });
  }

  function keep(now, number) {
    if (now === text.value) return;
    past.push({ before: text.value, after: now, number });
    if (past.length > MOST_STEPS) past.shift();
    undone.length = 0;
    setText(now);
  }

  async function done(piece, what, found) {
    if (!found) return false;
    keep(found.text, found.number);
    piece.dataset.print = "";
    let isWrittenIn = false;
    await draw(() => { isWrittenIn = pieces.contains(document.activeElement); });
    tell(phrases[`did_${what}`] ?? "");
    return { ...found, isWrittenIn };
  }

  // Does something to the block that is chosen, once its words are in the text.
  function act(what, values = {}) {
    return next(async () => {
      const run = written?.isConnected && written.closest(".piece") === current ? written : null;
      if (run?.dataset.new === "" && !run.textContent.trim()) {
        if (what === "turn") {
          run.dataset.into = values.into;
          run.focus();
        } else if (what === "delete") {
          drop(run);
          enter(current);
        } else {
          tell(phrases.write_first);
        }
        return;
      }
      const isNew = run?.dataset.new === "";
      if (isNew) run.focus(); // It moves to a block of its own, and that becomes the one that is chosen.
      if (!(await settle()) || !current) return;
      const found = await done(current, what, await change(current, { act: what, ...values }));
      if (!found) {
        choose(current);
        return;
      }
      const now = pieceAt(found.number);
      if (found.isWrittenIn || isNew) enter(now);
      else choose(now);
      now?.scrollIntoView({ block: "nearest" });
    });
  }

  // One step back, or forward again. Who has changed the text otherwise begins anew.
  function travel(from, to, is, becomes) {
    return next(async () => {
      if (!(await settle())) return;
      const step = from.pop();
      if (!step || step[is] !== text.value) {
        from.length = to.length = 0;
        tell(phrases.nothing_to_undo);
        choose(current);
        return;
      }
      to.push(step);
      setText(step[becomes]);
      await draw();
      tell("");
      const now = pieceAt(step.number) ?? pieces.lastElementChild;
      if (toolbar.contains(document.activeElement)) choose(now);
      else enter(now);
    });
  }

  const acts = {
    up: () => act("up"),
    down: () => act("down"),
    delete: () => act("delete"),
    below: () => next(async () => {
      if (await settle()) add(current, null);
    }),
    undo: () => travel(past, undone, "after", "before"),
    redo: () => travel(undone, past, "before", "after"),
    "as-text": async () => {
      const line = Number(current?.dataset.line ?? 1);
      await show("text");
      goTo(line);
    },
  };

  // -- marks

  const TAGS = { bold: "strong, b", italic: "em, i", code: "code", link: "a" };
  const selectedIn = () => {
    const selection = document.getSelection();
    if (!selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const node = range.commonAncestorContainer;
    const run = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(".run");
    return run && pieces.contains(run) ? { range, run } : null;
  };
  const markAround = (range, what) => {
    const node = range.commonAncestorContainer;
    const found = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest(TAGS[what]);
    return found?.closest(".run") ? found : null;
  };
  const unwrap = (element) => element.replaceWith(...element.childNodes);

  // What waits for the server is drawn first: the words that a dialog was opened for would be gone when it closes.
  const asked = (what) => (what === "link" ? next(async () => { if (await settle()) mark(what); }) : mark(what));

  // Puts a mark around what is selected, or the word at the caret; takes it away where it is there already.
  function mark(what) {
    const found = selectedIn();
    if (!found) {
      tell(phrases.select_words);
      return;
    }
    const { range, run } = found;
    const around = markAround(range, what);
    if (!around && range.collapsed) {
      document.getSelection().modify("move", "backward", "word");
      document.getSelection().modify("extend", "forward", "word");
      return marked(what, document.getSelection().getRangeAt(0), run);
    }
    if (what === "link") return link(range, run, around);
    if (!around) return marked(what, range, run);
    unwrap(around);
    commit();
  }

  function marked(what, range, run, goal) {
    // A word is selected with the space after it, which no mark takes in.
    const words = range.toString();
    if (!words.trim() || !run.contains(range.commonAncestorContainer)) {
      tell(phrases.select_words);
      return;
    }
    if (/\s$/.test(words) && range.endContainer.nodeType === Node.TEXT_NODE && range.endOffset > 0) {
      range.setEnd(range.endContainer, Math.max(0, range.endOffset - (words.length - words.trimEnd().length)));
    }
    if (what === "link" && goal === undefined) return link(range, run, null);
    const made = document.createElement(TAGS[what].split(",")[0]);
    if (goal) made.dataset.href = goal;
    const taken = range.extractContents();
    if (what === "code") {
      made.textContent = taken.textContent;
    } else {
      for (const each of taken.querySelectorAll(TAGS[what])) unwrap(each);
      made.append(taken);
    }
    range.insertNode(made);
    document.getSelection().selectAllChildren(made);
    commit();
  }

  const dialog = document.querySelector("[data-link]");
  const address = dialog.querySelector("input");
  function link(range, run, around) {
    address.value = around ? around.dataset.href ?? around.title : "";
    dialog.querySelector("[value=away]").hidden = !around;
    dialog.returnValue = "";
    const kept = range.cloneRange();
    dialog.showModal();
    dialog.addEventListener("close", () => {
      const goal = address.value.trim();
      run.focus();
      document.getSelection().removeAllRanges();
      document.getSelection().addRange(kept);
      if (dialog.returnValue === "away" && around) {
        unwrap(around);
      } else if (dialog.returnValue === "put" && goal && around) {
        around.dataset.href = goal;
        delete around.dataset.o;
        delete around.dataset.c;
      } else if (dialog.returnValue === "put" && goal) {
        marked("link", kept, run, goal);
        return;
      }
      commit();
    }, { once: true });
  }
  let typing = 0;
  address.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(async () => {
      const found = await ask("pages", address.value).catch(() => []);
      dialog.querySelector("datalist").replaceChildren(...found.slice(0, 12).map((each) => {
        const option = document.createElement("option");
        option.value = each.apply ?? each.label;
        option.label = each.label;
        return option;
      }));
    }, 150);
  });

  function pressed() {
    const found = isVisual() ? selectedIn() : null;
    for (const button of toolbar.querySelectorAll("[data-do]")) {
      const what = button.dataset.do;
      if (isVisual() && TAGS[what]) button.setAttribute("aria-pressed", String(Boolean(found && markAround(found.range, what))));
      else button.removeAttribute("aria-pressed");
    }
  }

  // -- mouse and keyboard

  document.addEventListener("selectionchange", () => { if (isVisual()) pressed(); });
  pieces.addEventListener("focusin", ({ target }) => {
    if (target.matches(".run")) open(target);
    else written = null;
    choose(target.closest(".piece"));
  });
  pieces.addEventListener("focusout", (event) => {
    const piece = event.target.closest(".piece");
    const isLeft = !piece?.contains(event.relatedTarget) && !toolbar.contains(event.relatedTarget);
    if (!event.target.matches(".run") || !isLeft || dialog.open) return;
    if (event.target.dataset.new !== undefined && !event.target.textContent.trim()) drop(event.target);
    else commit();
  });
  toolbar.addEventListener("focusout", ({ relatedTarget }) => {
    if (isVisual() && !toolbar.contains(relatedTarget) && !pieces.contains(relatedTarget)) commit();
  });
  // Who pauses has what they wrote kept; not behind a space, which the text would not hold and the next word needs.
  const PAUSE = 1500;
  let pause = 0;
  const isBetweenWords = () => changed().some((run) => /\s$/.test(run.textContent));
  pieces.addEventListener("input", (event) => {
    can("undo", true);
    clearTimeout(pause);
    pause = setTimeout(() => { if (!event.isComposing && isVisual() && !isBetweenWords()) commit(); }, PAUSE);
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && isVisual() && changed().length) event.preventDefault();
  });
  pieces.addEventListener("paste", (event) => {
    if (!event.target.closest(".run")) return;
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain").replace(/\s+/g, " "));
  });
  pieces.addEventListener("drop", (event) => event.preventDefault());
  pieces.addEventListener("click", (event) => {
    if (event.target.closest(".piece a")) event.preventDefault();
    const piece = event.target.closest(".piece");
    if (piece && !event.target.closest(".run") && piece.matches(".locked")) piece.focus();
  });

  const LEVELS = { Digit0: "paragraph", Digit1: "heading-1", Digit2: "heading-2", Digit3: "heading-3", Digit4: "heading-4" };
  const LISTS = { Digit7: "steps", Digit8: "list", Digit9: "quote" };
  const MARKS = { b: "bold", i: "italic", e: "code" };
  // What a key means here: an act, a mark, or a kind that the block becomes.
  function meant(event) {
    const isControl = (event.ctrlKey || event.metaKey) && !event.getModifierState("AltGraph");
    const key = event.key.toLowerCase();
    if (event.altKey && !event.ctrlKey && !event.shiftKey && key === "arrowup") return acts.up;
    if (event.altKey && !event.ctrlKey && !event.shiftKey && key === "arrowdown") return acts.down;
    if (event.altKey && key === "f10") return () => (turn.disabled ? toolbar.querySelector("button:not(:disabled)") : turn).focus();
    if (!isControl) return null;
    if (event.altKey && LEVELS[event.code]) return () => act("turn", { into: LEVELS[event.code] });
    if (event.shiftKey && LISTS[event.code]) return () => act("turn", { into: LISTS[event.code] });
    if (event.shiftKey && !event.altKey && key === "backspace") return acts.delete;
    if (event.shiftKey && !event.altKey && key === "k") return () => asked("link");
    if (event.shiftKey && event.altKey && key === "c") return () => act("turn", { into: "code" });
    if (!event.altKey && !event.shiftKey && key === "s") return async () => { await commit(); window.htmx?.trigger(text, "keep"); };
    if (!event.altKey && !event.shiftKey && MARKS[key]) return () => mark(MARKS[key]);
    const isUndo = key === "z" && !event.altKey;
    const isRedo = key === "y" && !event.altKey && !event.shiftKey;
    // What is being written is taken back by the browser itself, letter by letter.
    if ((isUndo || isRedo) && !changed().length) return isRedo || event.shiftKey ? acts.redo : acts.undo;
    return null;
  }
  pieces.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const does = meant(event);
    const run = event.target.closest(".run");
    if (does) {
      event.preventDefault();
      does();
    } else if (!run) {
      if (event.key === "Delete" || event.key === "Backspace") acts.delete();
      if (event.key === "Enter") acts.below();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!run.closest("table")) add(run.closest(".piece"), run);
    } else if (event.key === "Escape") {
      run.innerHTML = before.get(run) ?? run.innerHTML;
      run.blur();
    } else if (event.key === "Backspace" && !run.textContent && run.dataset.new !== undefined) {
      event.preventDefault();
      const piece = run.closest(".piece");
      drop(run);
      enter(piece);
    }
  });
  toolbar.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isVisual()) return;
    if (written?.isConnected) written.focus();
    else enter(current);
  });
  toolbar.addEventListener("mousedown", (event) => {
    if (isVisual() && event.target.closest("button")) event.preventDefault();
  });
  toolbar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || !isVisual()) return;
    if (button.dataset.do) asked(button.dataset.do);
    acts[button.dataset.act]?.();
  });
  turn.addEventListener("change", () => { if (turn.value) act("turn", { into: turn.value }); });
  views.addEventListener("click", (event) => {
    const button = event.target.closest("[data-view]");
    if (button) show(button.dataset.view);
  });
  // Who comes from a form sees blocks, not Markdown.
  if (location.hash === "#visual") show("visual");
  form.addEventListener("submit", async (event) => {
    leaving = true;
    if (!isVisual() || !changed().length) return;
    event.preventDefault();
    leaving = false;
    await commit();
    if (!changed().length) form.requestSubmit(event.submitter);
  }, { capture: true });
})();
