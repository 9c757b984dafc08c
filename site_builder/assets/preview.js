// The preview's document in its frame: it has no origin and no session, so all that it can do is
// talk to the page around it. It says what was clicked, what came into sight, where a link leads;
// it is told which slots changed.
(function () {
  "use strict";
  var SCREEN_SLACK = "200px";
  var HOLD_MS = 20000;
  var OPEN = ["pending", "generating"];
  var home = new URL(document.URL).origin;

  function tell(kind, said) {
    window.parent.postMessage(Object.assign({ musa: kind }, said), home);
  }

  function all() {
    return Array.prototype.slice.call(document.querySelectorAll("[data-slot]"));
  }

  function find(key) {
    return all().find(function (element) { return element.dataset.slot === key; });
  }

  function boxOf(element) {
    var box = element.getBoundingClientRect();
    return { top: box.top, left: box.left, width: box.width, height: box.height };
  }

  // --- What the page around says

  function picture(element) {
    var image = element.querySelector(":scope > img");
    if (image) return image;
    image = document.createElement("img");
    image.decoding = "async";
    element.prepend(image);
    return image;
  }

  function show(slot) {
    var element = find(slot.key);
    if (!element) return;
    element.dataset.status = slot.status;
    element.toggleAttribute("aria-busy", OPEN.includes(slot.status));
    if (slot.src) fill(element, slot);
    else element.querySelectorAll(":scope > img").forEach(function (gone) { gone.remove(); });
    hold(element);
  }

  function fill(element, slot) {
    var image = picture(element);
    if (image.getAttribute("src") === slot.src && image.alt === slot.alt) return place(image, slot);
    image.width = slot.width;
    image.height = slot.height;
    image.alt = slot.alt;
    image.sizes = Math.ceil(element.clientWidth) + "px";
    image.srcset = slot.srcset;
    image.src = slot.src;
    place(image, slot);
  }

  function place(image, slot) {
    image.style.objectPosition = slot.x * 100 + "% " + slot.y * 100 + "%";
  }

  // The critical picture's place rests until the picture is there, and for 20 s at most: then it
  // shows what stands in. Each wait is held once: data-hold stays "over" until it has ended.
  function hold(element) {
    var image = element.querySelector(":scope > img");
    if (!element.hasAttribute("data-critical")) return;
    if (!image && OPEN.includes(element.dataset.status)) {
      if (element.dataset.hold) return;
      element.dataset.hold = "on";
      setTimeout(function () { if (element.dataset.hold) element.dataset.hold = "over"; }, HOLD_MS);
    } else if (image && !image.complete && element.dataset.hold === "on") {
      image.onload = image.onerror = function () { hold(element); };
    } else delete element.dataset.hold;
  }

  var chosen = null;

  function choose(key, isScrolled) {
    if (chosen) chosen.removeAttribute("data-chosen");
    chosen = key ? find(key) : null;
    if (!chosen) return;
    chosen.setAttribute("data-chosen", "");
    // Not scrollIntoView, which would scroll the page around as well.
    var box = chosen.getBoundingClientRect();
    if (isScrolled) window.scrollBy(0, box.top + (box.height - window.innerHeight) / 2);
    tell("chosen", { slot: key, box: boxOf(chosen) });
  }

  window.addEventListener("message", function (event) {
    if (event.source !== window.parent || !event.data) return;
    if (event.data.musa === "slots") event.data.slots.forEach(show);
    if (event.data.musa === "choose") choose(event.data.slot, true);
  });

  // --- What is said to it

  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href]");
    if (link) return follow(event, link);
    var element = event.target.closest("[data-slot]");
    if (!element || event.target.closest("button, input, label, summary")) return;
    choose(element.dataset.slot, false);
    tell("select", { slot: element.dataset.slot });
  });

  function follow(event, link) {
    var target = new URL(link.href, document.URL);
    var isHere = target.pathname === window.location.pathname && target.host === window.location.host;
    if (isHere && target.hash) return;
    event.preventDefault();
    var page = target.host === window.location.host && /\/page\/([^/]+)$/.exec(target.pathname);
    if (page) tell("go", { page: page[1] });
  }

  document.addEventListener("submit", function (event) { event.preventDefault(); });

  var isMoving = false;
  function move() {
    if (!chosen || isMoving) return;
    isMoving = true;
    requestAnimationFrame(function () {
      isMoving = false;
      if (chosen) tell("chosen", { slot: chosen.dataset.slot, box: boxOf(chosen) });
    });
  }
  window.addEventListener("scroll", move, { passive: true });
  window.addEventListener("resize", move);

  function watch() {
    if (!("IntersectionObserver" in window)) return;
    var eye = new IntersectionObserver(function (entries) {
      var seen = entries.filter(function (entry) { return entry.isIntersecting; });
      seen.forEach(function (entry) { eye.unobserve(entry.target); });
      var keys = seen.map(function (entry) { return entry.target.dataset.slot; });
      if (keys.length) tell("seen", { slots: keys });
    }, { rootMargin: SCREEN_SLACK });
    all().forEach(function (element) { eye.observe(element); });
  }

  document.addEventListener("DOMContentLoaded", function () {
    all().forEach(hold);
    watch();
    tell("ready", {});
  });
})();
