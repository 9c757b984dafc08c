// What htmx could not do becomes a sentence: a toast with Retry, or the way to the sign-in page and
// back.  A poll that fails says nothing, since it comes again by itself.

import { keepDraft } from "./drafts.js";

const SENTENCES = {
  0: "The server did not answer. Nothing was lost; try again.",
  403: "This page is out of date. Reload it and try again.",
  404: "That is no longer there.",
  409: "It has changed in the meantime. Reload the page to see how it stands now.",
  413: "That is too large to send.",
  429: "Too many requests at once. Wait a moment and try again.",
  503: "The server is busy. Wait a moment and try again.",
};
const SERVER_ERROR = "The server could not do that. Try again; if it happens again, tell its owner.";
const RETRY = new Set([0, 429, 500, 502, 503, 504]);
const RELOAD = new Set([403, 409]);
const LEAVING_MS = 2_000;
let leftAt = -LEAVING_MS;

function problemDetail(xhr) {
  const type = xhr.getResponseHeader("Content-Type") ?? "";
  return type.startsWith("application/problem+json") ? JSON.parse(xhr.responseText).detail : "";
}

function sentence(xhr) {
  const wait = xhr.status ? Number(xhr.getResponseHeader("Retry-After")) : 0;
  const text = (xhr.status && problemDetail(xhr)) || (SENTENCES[xhr.status] ?? SERVER_ERROR);
  return wait ? `${text} (${wait} s)` : text;
}

function button(label, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "btn sm";
  element.textContent = label;
  element.addEventListener("click", (event) => {
    element.closest(".toast").remove();
    action(event);
  });
  return element;
}

function actionFor(status, { elt, requestConfig }) {
  if (RELOAD.has(status)) return button("Reload", () => location.reload());
  if (!RETRY.has(status)) return null;
  const { verb, path } = requestConfig;
  return button("Retry", (event) => window.htmx.ajax(verb, path, { source: elt, event }));
}

// The newest of its kind alone: its Retry is the one that counts.
function showToast(text, action) {
  for (const each of document.querySelectorAll("#toasts .toast")) {
    if (each.querySelector("span").textContent === text) each.remove();
  }
  const toast = document.getElementById("toast-template").content.cloneNode(true);
  toast.querySelector("span").textContent = text;
  if (action) toast.querySelector("[data-close]").before(action);
  document.getElementById("toasts").append(toast);
}

function signIn() {
  keepDraft();
  const next = encodeURIComponent(location.pathname + location.search);
  location.assign(`${document.body.dataset.loginUrl}?next=${next}`);
}

function tell(event) {
  const { xhr, requestConfig } = event.detail;
  if (xhr.status === 401) return signIn();
  if (!requestConfig.triggeringEvent) return;
  showToast(sentence(xhr), actionFor(xhr.status, event.detail));
}

// Whoever leaves a page breaks off what it was asking.  To WebKit that is a failure, of which the
// page would still tell when it is come back to.
const leave = () => (leftAt = performance.now());
addEventListener("beforeunload", leave);
addEventListener("pagehide", leave);

document.addEventListener("htmx:responseError", tell);
document.addEventListener("htmx:sendError", (event) => {
  if (performance.now() - leftAt > LEAVING_MS) tell(event);
});
document.addEventListener("htmx:timeout", tell);

// A session that ended answers with the sign-in page, which must never land inside another page.
// A refusal that says how it is to be swapped brings its own sentence.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { pathname } = new URL(detail.xhr.responseURL || location.href);
  if (pathname === document.body.dataset.loginUrl) {
    detail.shouldSwap = false;
    signIn();
  } else if (detail.isError && detail.xhr.getResponseHeader("HX-Reswap")) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});
