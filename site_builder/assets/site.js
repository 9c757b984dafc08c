// What the pages gain where scripts run: a menu that folds, pictures that enlarge, a slider between
// two pictures, figures that count up, a gallery that can be narrowed. Without it all is there, open.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  function each(selector, act, from) {
    Array.prototype.forEach.call((from || document).querySelectorAll(selector), act);
  }

  function foldMenu(toggle) {
    var head = toggle.closest(".site-head");
    function show(open) {
      toggle.setAttribute("aria-expanded", String(open));
      if (head) head.toggleAttribute("data-open", open);
    }
    toggle.hidden = false;
    toggle.addEventListener("click", function () {
      show(toggle.getAttribute("aria-expanded") !== "true");
    });
    toggle.parentElement.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || toggle.getAttribute("aria-expanded") !== "true") return;
      show(false);
      toggle.focus();
    });
    each("a", function (link) {
      link.addEventListener("click", function () { show(false); });
    }, toggle.nextElementSibling);
  }

  function watchScroll(head) {
    function look() { head.toggleAttribute("data-scrolled", window.scrollY > 40); }
    window.addEventListener("scroll", look, { passive: true });
    look();
  }

  function compare(range) {
    range.hidden = false;
    range.addEventListener("input", function () {
      range.parentElement.style.setProperty("--at", range.value + "%");
    });
  }

  function count(figure) {
    var last = figure.textContent;
    var value = Number(figure.dataset.count);
    var still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (still || !value || !("IntersectionObserver" in window)) return;
    var digits = (figure.dataset.count.split(".")[1] || "").length;
    function run(start, now) {
      var share = Math.min(1, (now - start) / 1200);
      figure.textContent = share < 1 ? (value * share * (2 - share)).toFixed(digits) : last;
      if (share < 1) requestAnimationFrame(run.bind(null, start));
    }
    new IntersectionObserver(function (seen, watch) {
      if (!seen[0].isIntersecting) return;
      watch.disconnect();
      requestAnimationFrame(function (now) { run(now, now); });
    }).observe(figure);
  }

  function narrow(filter) {
    var tiles = filter.parentElement.querySelectorAll(".gallery > li");
    filter.hidden = false;
    filter.addEventListener("click", function (event) {
      var chosen = event.target.closest("button");
      if (!chosen) return;
      each("button", function (button) {
        button.setAttribute("aria-pressed", String(button === chosen));
      }, filter);
      Array.prototype.forEach.call(tiles, function (tile) {
        tile.hidden = Boolean(chosen.dataset.show) && tile.dataset.category !== chosen.dataset.show;
      });
    });
  }

  function button(words, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  function enlarge(gallery) {
    var links = Array.prototype.slice.call(gallery.querySelectorAll("a.enlarge"));
    if (!links.length || !window.HTMLDialogElement) return;
    var said = document.body.dataset;
    var dialog = document.createElement("dialog");
    var picture = document.createElement("img");
    var tools = document.createElement("div");
    var at = 0;
    function show(index) {
      at = (index + links.length) % links.length;
      var small = links[at].querySelector("img");
      picture.src = links[at].href;
      picture.alt = small ? small.alt : "";
      dialog.setAttribute("aria-label", picture.alt || said.enlarge);
    }
    dialog.className = "lightbox";
    tools.className = "lightbox-tools";
    tools.append(
      button(said.previous, function () { show(at - 1); }),
      button(said.close, function () { dialog.close(); }),
      button(said.next, function () { show(at + 1); })
    );
    dialog.append(picture, tools);
    dialog.addEventListener("keydown", function (event) {
      if (event.key === "ArrowLeft") show(at - 1);
      if (event.key === "ArrowRight") show(at + 1);
    });
    dialog.addEventListener("close", function () { links[at].focus(); });
    document.body.append(dialog);
    links.forEach(function (link, index) {
      link.addEventListener("click", function (event) {
        event.preventDefault();
        show(index);
        dialog.showModal();
      });
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    each(".nav-toggle", foldMenu);
    each(".floats .site-head", watchScroll);
    each(".pair-range", compare);
    each("span[data-count]", count);
    each(".gallery-filter", narrow);
    each(".gallery", enlarge);
  });
})();
