// Keeps the pages of courses that are being learned, so that they can be read without a connection. Begins below /learning/.
"use strict";

const KEPT = "trellis-learning-";
const LESSON = /^\/learning\/[0-9a-f-]{36}\//;
const NEVER = /\/(sync|do)\//;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const forget = async () => {
  for (const name of await caches.keys()) if (name.startsWith(KEPT)) await caches.delete(name);
};

// Whoever is signed in here now says so; what was kept for somebody else goes.
let account = "";
const nameOf = () => `${KEPT}${account}`;
self.addEventListener("message", (event) => {
  const said = event.data ?? {};
  if (typeof said.account !== "string") return;
  account = said.account;
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith(KEPT) && name !== nameOf()) await caches.delete(name);
    if (!Array.isArray(said.pages)) return;
    const cache = await caches.open(nameOf());
    for (const page of said.pages) {
      try {
        const answer = await fetch(page, { credentials: "same-origin", headers: { "X-Kept-Ahead": "1" } });
        if (answer.ok && !answer.redirected) await cache.put(page, answer);
      } catch { return; }
    }
  })());
});

const fresh = async (request, wanted) => {
  try {
    const answer = await fetch(request);
    if (answer.redirected && new URL(answer.url).pathname.startsWith("/sign-in")) await forget();
    else if (wanted && answer.ok && !answer.redirected && account) {
      const cache = await caches.open(nameOf());
      await cache.put(request.url.split("#")[0], answer.clone());
    }
    return answer;
  } catch (trouble) {
    const kept = await caches.match(request.url.split("#")[0], { ignoreVary: true });
    if (kept) return kept;
    throw trouble;
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const isLesson = LESSON.test(url.pathname) && !NEVER.test(url.pathname) && !request.headers.get("X-Kept-Ahead");
  const isPiece = ["style", "script", "font", "image"].includes(request.destination);
  if ((request.mode === "navigate" && isLesson) || isPiece) event.respondWith(fresh(request, true));
});
