// The page's poll rests while nobody looks, and asks at once when somebody looks again.

const isPulse = (element) => element.id === "pulse";

document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && isPulse(event.target)) event.preventDefault();
});

document.addEventListener("visibilitychange", () => {
  const pulse = document.getElementById("pulse");
  if (!document.hidden && pulse?.hasAttribute("hx-get")) window.htmx.trigger(pulse, "seen-again");
});
