// The page of the editor. Without this script its textarea does everything but colours, completion and pictures.
// Ctrl+S keeps the draft at once, a remark leads to its line, leaving with unkept words asks first.
(() => {
  "use strict";

  const form = document.querySelector("[data-editor]");
  if (!form) return;
  const text = form.querySelector("[data-text]");
  const preview = document.querySelector("#t-preview");
  const unkept = form.querySelector("[data-unkept]");
  const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");
  const phrases = read("t-phrases") ?? {};
  let kept = text.defaultValue;
  let sending = "";
  let sent = null;
  let leaving = false;

  // -- the editor in front of the textarea

  const ask = async (what, query) => {
    const address = form.dataset.complete.replace("/complete/what/", `/complete/${what}/`);
    const answer = await fetch(`${address}?q=${encodeURIComponent(query)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    return (await answer.json()).offers;
  };
  const propose = () => {
    const title = form.querySelector("#t-title");
    if (title.value.trim()) form.requestSubmit(form.querySelector("[data-propose]"));
    else title.focus();
  };
  const label = form.querySelector("#t-text-label");
  const editor = window.TrellisSource?.mount(text, {
    path: form.dataset.path, phrases, parent: form.querySelector("[data-source]"), ask, propose,
    labelledBy: "t-text-label", describedBy: "t-text-help", files: (files, at) => take(files, at),
  });
  if (editor) {
    label.removeAttribute("for");
    label.addEventListener("click", () => editor.view.focus());
    form.classList.add("enhanced");
    for (const each of form.querySelectorAll("[data-scripted]")) each.hidden = false;
    const toolbar = form.querySelector("[data-tools]");
    toolbar?.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button && !form.hasAttribute("data-visual")) editor.run(button.dataset.do);
      const block = event.target.closest("[data-insert]");
      if (block) editor.insert(`\n\n${block.dataset.insert}\n\n`);
    });
    window.trellisEditor = { form, text, editor, phrases, goTo, ask };
    const remark = (of) => editor.remark(read("t-remarks") ?? [], of);
    remark(editor.document());
    preview.addEventListener("htmx:afterSwap", () => { if (sent) remark(sent); });
  }

  // -- keeping

  // Words that were there before this script was: typed early, or put back by the browser.
  document.addEventListener("DOMContentLoaded", () => {
    if (text.value !== kept) window.htmx?.trigger(text, "keep");
  });
  form.addEventListener("htmx:configRequest", () => { sending = text.value; sent = editor?.document(); });
  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!detail.successful || !detail.xhr.getResponseHeader("Trellis-Kept")) return;
    kept = sending;
    unkept.hidden = true;
  });
  for (const trouble of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    form.addEventListener(trouble, () => { unkept.hidden = false; });
  }
  document.addEventListener("submit", ({ target }) => { if (target.matches("[data-editor], [data-discards]")) leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && text.value !== kept) event.preventDefault();
  });
  // Who leaves all the same, or whose browser does not ask, has the last words kept on the way out.
  window.addEventListener("pagehide", () => {
    const address = text.getAttribute("hx-post");
    if (!leaving && address && text.value !== kept) navigator.sendBeacon(address, new FormData(form));
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
    goTo(Number(link.dataset.line));
  });

  function goTo(number) {
    if (editor) {
      editor.goTo(number);
      return;
    }
    const lines = text.value.split("\n");
    const line = Math.min(number, lines.length);
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    text.focus();
    text.setSelectionRange(start, start + lines[line - 1].length);
    text.scrollTop = (line - 5) * (text.scrollHeight / lines.length);
  }

  // -- pictures

  const dialog = document.querySelector("[data-describe]");
  const chooser = form.querySelector("[data-choose]");
  const told = form.querySelector("[data-picture-told]");
  form.querySelector("[data-picture]")?.addEventListener("click", () => chooser.click());
  chooser?.addEventListener("change", () => { take([...chooser.files]); chooser.value = ""; });

  const tell = (words, isTrouble) => {
    told.textContent = words;
    told.classList.toggle("trouble", Boolean(isTrouble));
    told.hidden = !words;
  };

  async function take(files, at) {
    for (const file of files) {
      tell(phrases.sending);
      const picture = await upload(file).catch(() => ({ error: phrases.not_taken }));
      if (picture.error) {
        tell(`${picture.error} ${picture.hint ?? ""}`.trim(), true);
        return;
      }
      tell("");
      const words = await described(picture);
      if (words === null) return;
      const plain = words.replace(/\s+/g, " ").trim().replace(/[[\]\\]/g, "\\$&");
      editor.insert(`![${plain}](${picture.destination})`, at);
      at = undefined;
    }
  }

  async function upload(file) {
    if (file.size > Number(form.dataset.largest)) return { error: phrases.too_large };
    const address = new URL(form.dataset.picture, location.href);
    address.searchParams.set("name", file.name ?? "");
    const answer = await fetch(address, {
      method: "POST",
      body: file,
      headers: {
        "Content-Type": "application/octet-stream",
        "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value,
      },
    });
    const found = await answer.json();
    if (!answer.ok && !found.error) throw new Error(answer.statusText);
    return found;
  }

  // Asks what the picture shows; null if it shall not be put in after all.
  function described(picture) {
    const image = dialog.querySelector("img");
    const words = dialog.querySelector("input");
    image.src = picture.address;
    words.value = "";
    dialog.returnValue = "";
    dialog.showModal();
    words.focus();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => {
        image.removeAttribute("src");
        resolve(dialog.returnValue === "put" ? words.value : dialog.returnValue === "plain" ? "" : null);
      }, { once: true });
    });
  }
})();
