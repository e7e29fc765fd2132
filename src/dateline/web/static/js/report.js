// A report to read: choosing an event tints its own words in the text, and the other way round.
import { onKeys, say } from "./desk.js";

const cards = [...document.querySelectorAll(".card")];
const runs = [...document.querySelectorAll(".run[data-events]")];
let chosen = null;

// `told` is false for the first choice: a fragment set while the page loads would make the browser scroll to it.
function choose(card, scroll = true, told = true) {
  if (!card) return;
  chosen = card;
  const number = card.dataset.event;
  for (const other of cards) other.classList.toggle("chosen", other === card);
  for (const mark of document.querySelectorAll(".mark")) mark.classList.toggle("chosen", mark.textContent === number);
  for (const run of runs) {
    const mine = run.dataset.events.split(" ").includes(number);
    run.classList.toggle("chosen", mine);
    const roles = run.dataset.roles.split(" ").filter((role) => role.startsWith(`${number}:`)).map((role) => role.slice(number.length + 1));
    for (const kind of ["actor", "recipient", "place", "time", "toll", "trigger"]) run.classList.toggle(`is-${kind}`, mine && roles.includes(kind));
  }
  if (scroll) {
    card.scrollIntoView({ block: "nearest" });
    runs.find((run) => run.classList.contains("is-trigger"))?.scrollIntoView({ block: "center" });
  }
  if (told) history.replaceState(null, "", `#event-${number}`);
}

function step(by) {
  const at = cards.indexOf(chosen);
  choose(cards[Math.max(0, Math.min(cards.length - 1, at + by))]);
  chosen?.focus({ preventScroll: true });
}

/** A citation a reader can check: what, who published it, when, and the digest of the text. */
async function cite() {
  const title = document.querySelector("h1").textContent.trim();
  const pills = [...document.querySelectorAll(".pills .pill")].map((pill) => pill.textContent.trim().replace(/\s+/g, " "));
  const source = document.querySelector(".reading .quiet").textContent.trim();
  const event = chosen ? ` Event ${chosen.dataset.id}.` : "";
  const text = `${source}: “${title}”, ${pills[0]}.${event} ${location.href}`;
  try {
    await navigator.clipboard.writeText(text);
    say("The citation is copied");
  } catch {
    say(text);
  }
}

for (const card of cards) {
  card.addEventListener("click", () => choose(card, false));
  card.addEventListener("focus", () => choose(card, false));
}
for (const run of runs) {
  run.addEventListener("click", () => choose(document.getElementById(`event-${run.dataset.events.split(" ")[0]}`)));
}
onKeys({
  j: () => step(1),
  k: () => step(-1),
  e: () => { const why = chosen?.querySelector(".why"); if (why) why.open = !why.open; },
  c: cite,
  g: () => { if (chosen) location.href = `/explore?event=${encodeURIComponent(chosen.dataset.id)}`; },
  r: () => { location.href = document.querySelector(".cards-head .button.main").href; },
});
addEventListener("hashchange", () => choose(document.querySelector(location.hash || "#none")));
if (location.hash.startsWith("#event-")) choose(document.getElementById(location.hash.slice(1)));
else choose(cards[0], false, false);
