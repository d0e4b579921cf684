// Forms that came back take the reader to what is wrong; buttons copy what must be handed over.
(() => {
  "use strict";

  document.querySelector("[data-focus]")?.focus();

  const textOf = (source) => source.value
    ?? ([...source.querySelectorAll("li")].map((item) => item.textContent.trim()).join("\n") || source.textContent.trim());

  for (const button of document.querySelectorAll("[data-copy]")) {
    const label = button.querySelector("span");
    const before = label.textContent;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(textOf(source));
        label.textContent = button.dataset.copied;
        setTimeout(() => { label.textContent = before; }, 2500);
      } catch {
        // Without https there is no clipboard: mark the text, so that it takes one key.
        if (source.select) source.select();
        else getSelection().selectAllChildren(source);
      }
    });
  }
})();
