// The words of the text that an event under work rests on, tinted in its own colours.

/** Tint the words of `event` in the text; null takes the tint away. */
export function tint(event) {
  for (const kind of ["trigger", "actor", "recipient", "place", "time", "toll"]) CSS.highlights?.delete(`own-${kind}`);
  if (!event || !CSS.highlights) return;
  const given = {
    trigger: [event.trigger], actor: event.actors, recipient: event.recipients, place: event.places,
    time: event.when ? [event.when] : [], toll: Object.values(event.toll).flatMap((one) => one.words ?? []),
  };
  for (const [kind, words] of Object.entries(given)) {
    const ranges = words.map(rangeOf).filter(Boolean);
    if (ranges.length) CSS.highlights.set(`own-${kind}`, new Highlight(...ranges));
  }
}

function rangeOf({ start, end }) {
  for (const run of document.querySelectorAll("#text .run")) {
    const letters = [...run.textContent], first = Number(run.dataset.start);
    if (start < first || start >= first + letters.length) continue;
    const range = document.createRange();
    range.setStart(run.firstChild, letters.slice(0, start - first).join("").length);
    range.setEnd(run.firstChild, letters.slice(0, Math.min(end - first, letters.length)).join("").length);
    return range;
  }
  return null;
}
