// Passkeys: fetch a question, let the browser ask its owner, send the answer. Bytes travel as base64url.
(() => {
  "use strict";

  if (!window.PublicKeyCredential) return;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

  function asked(question) {
    const options = { ...question, challenge: bytes(question.challenge) };
    if (question.user) options.user = { ...question.user, id: bytes(question.user.id) };
    options.excludeCredentials = known(question.excludeCredentials);
    options.allowCredentials = known(question.allowCredentials);
    return options;
  }

  function answered(credential) {
    const response = { clientDataJSON: text(credential.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) response[part] = text(credential.response[part]);
    }
    return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} };
  }

  async function post(form, url, body) {
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "Content-Type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body ?? {}) });
    if (response.redirected) { location.assign(response.url); return null; }
    return { fine: response.ok, data: await response.json() };
  }

  for (const place of document.querySelectorAll("[data-passkey]")) {
    const form = place.querySelector("form");
    const trouble = place.querySelector("[data-trouble]");
    place.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      button.disabled = true;
      trouble.textContent = "";
      try {
        const question = await post(form, place.dataset.question);
        if (!question) return;
        const adding = place.dataset.passkey === "add";
        const options = { publicKey: asked(question.data) };
        const credential = await (adding ? navigator.credentials.create(options) : navigator.credentials.get(options));
        const name = adding ? `?name=${encodeURIComponent(form.elements.name.value)}` : "";
        const answer = await post(form, place.dataset.answer + name, answered(credential));
        if (answer?.fine) location.assign(answer.data.next);
        else if (answer) trouble.textContent = `${answer.data.message} ${answer.data.hint}`;
      } catch {
        trouble.textContent = place.dataset.failed;
      } finally {
        button.disabled = false;
      }
    });
  }
})();
