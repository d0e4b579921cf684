// Files of an object: sent one by one with progress, dropped or pasted. Without this, the form does the same.
(() => {
  "use strict";

  const PART = "X-Trellis-Part";

  function setUp(panel) {
    const form = panel.querySelector("form.files-add");
    const input = form.querySelector("input[type=file]");
    const way = form.querySelector("[data-way]");
    const list = panel.querySelector("[data-list]");
    const largest = Number(panel.dataset.largest);

    const line = (name) => {
      const label = document.createElement("label");
      const said = document.createElement("span");
      const bar = document.createElement("progress");
      said.textContent = name;
      bar.max = 100;
      bar.value = 0;
      label.append(said, bar);
      way.append(label);
      return { label, bar };
    };
    const tell = (name, text) => {
      const said = document.createElement("p");
      said.className = "error";
      said.setAttribute("role", "alert");
      said.textContent = text.includes(name) ? text : `${name}: ${text}`;
      way.append(said);
    };

    const fold = form.closest("details");
    const send = (file) => new Promise((done) => {
      if (fold) fold.open = true;
      if (largest && file.size > largest) {
        tell(file.name, panel.dataset.tooLarge);
        done();
        return;
      }
      const { label, bar } = line(file.name);
      const data = new FormData(form);
      data.delete("file");
      data.append("file", file, file.name);
      const call = new XMLHttpRequest();
      call.open("POST", form.action);
      call.setRequestHeader(PART, "files");
      call.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
      });
      call.addEventListener("load", () => {
        label.remove();
        if (call.status === 200) {
          list.innerHTML = call.responseText;
        } else {
          let said = panel.dataset.failed;
          try {
            const told = JSON.parse(call.responseText);
            said = [told.error, told.hint].filter(Boolean).join(" ");
          } catch { /* not ours: the words of the page do */ }
          tell(file.name, said);
        }
        done();
      });
      for (const name of ["error", "abort", "timeout"]) {
        call.addEventListener(name, () => {
          label.remove();
          tell(file.name, panel.dataset.failed);
          done();
        });
      }
      call.send(data);
    });

    const sendAll = async (files) => {
      way.replaceChildren();
      for (const file of files) await send(file);
      input.value = "";
    };

    form.addEventListener("submit", (event) => {
      if (!input.files.length) return;
      event.preventDefault();
      sendAll([...input.files]);
    });
    const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    panel.addEventListener("dragover", (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      panel.classList.add("is-over");
    });
    panel.addEventListener("dragleave", (event) => {
      if (!panel.contains(event.relatedTarget)) panel.classList.remove("is-over");
    });
    panel.addEventListener("drop", (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      panel.classList.remove("is-over");
      sendAll([...event.dataTransfer.files]);
    });
    panel.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      sendAll(files);
    });
  }

  const ready = new WeakSet();
  const setUpAll = () => {
    for (const panel of document.querySelectorAll("[data-files]")) {
      if (!ready.has(panel)) setUp(panel);
      ready.add(panel);
    }
  };
  setUpAll();
  // Some come later, with the discussion of a long page.
  document.addEventListener("htmx:afterSettle", setUpAll);
})();
