/* Tries the operations of the reference, as whoever is signed in, and shows what is answered. */
(() => {
  "use strict";
  const csrf = document.querySelector("[data-csrf]")?.dataset.csrf ?? "";

  function called(form) {
    const headers = { Accept: "application/json" };
    const query = new URLSearchParams();
    let path = form.dataset.path;
    let body;
    for (const field of form.querySelectorAll("[data-place]")) {
      const { place } = field.dataset;
      if (place === "body") body = field.value;
      else if (place === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
      else if (field.value && place === "query") query.set(field.name, field.value);
      else if (field.value && place === "header") headers[field.name] = field.value;
    }
    if (form.dataset.verb !== "GET") headers["X-CSRFToken"] = csrf;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    return [query.size ? `${path}?${query}` : path, { method: form.dataset.verb, headers, body }];
  }

  async function tried(form) {
    const box = form.querySelector(".api-answer");
    const [status, shown] = [box.querySelector("[data-status]"), box.querySelector("[data-body]")];
    const [address, options] = called(form);
    try {
      const answer = await fetch(address, options);
      const text = await answer.text();
      const tag = answer.headers.get("ETag");
      status.textContent = `${options.method} ${address}: ${answer.status}${tag ? `, ETag ${tag}` : ""}`;
      try {
        shown.textContent = JSON.stringify(JSON.parse(text), null, 2);
      } catch {
        shown.textContent = text;
      }
    } catch {
      status.textContent = box.dataset.failed;
      shown.textContent = "";
    }
    box.hidden = false;
  }

  for (const form of document.querySelectorAll(".api-try")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      tried(form);
    });
  }

  function opened() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) {
      target.open = true;
      target.scrollIntoView();
    }
  }
  addEventListener("hashchange", opened);
  opened();
})();
