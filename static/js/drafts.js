// Words that were typed when the sign-in ran out.  They wait in this tab and are back in their
// fields once the same person is back on the same page; for anybody else they are gone.

const NAME = "musa-draft";
const place = () => location.pathname + location.search;

export function keepDraft() {
  const typed = [...document.querySelectorAll("textarea[id]")]
    .filter((field) => field.value !== field.defaultValue)
    .map((field) => [field.id, field.value]);
  if (!typed.length) return;
  const { person } = document.body.dataset;
  sessionStorage.setItem(NAME, JSON.stringify({ person, place: place(), typed }));
}

function bringBack() {
  const { person } = document.body.dataset;
  const kept = JSON.parse(sessionStorage.getItem(NAME));
  if (!person || !kept) return;
  if (kept.person === person && kept.place !== place()) return;
  sessionStorage.removeItem(NAME);
  if (kept.person !== person) return;
  for (const [id, words] of kept.typed) {
    const field = document.getElementById(id);
    if (!field || field.value !== field.defaultValue) continue;
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// Later than htmx, which tells a field that has changed by the words that it found in it.
document.addEventListener("DOMContentLoaded", bringBack);
