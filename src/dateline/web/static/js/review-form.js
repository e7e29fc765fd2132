// The form of one event: a draft in, a draft out. Words come from the text, names and figures from the person.
import { say } from "./desk.js";

const $ = (id) => document.getElementById(id);
const SHOWN = ["killed", "injured"];
const PRECISIONS = ["exact", "near", "district", "province", "country", "line_or_area", "unknown"];

function el(name, given = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "class") made.className = value;
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function options(select, values, none) {
  select.replaceChildren();
  if (none !== undefined) select.append(el("option", { value: "" }, none));
  for (const value of values) select.append(el("option", { value }, value.replaceAll("_", " ")));
}

/** An event nobody has coded anything of but its trigger. */
export function emptyDraft(trigger) {
  return {
    type: "ASSAULT", trigger, mode: null, status: "occurred", actors: [], recipients: [], places: [], date_from: null,
    date_to: null, when: null, toll: {}, weapon: null, speaker: null, stance: null, main: false,
  };
}

/** The field of a draft in a few words, for people who choose between two. */
export function inWords(draft, field) {
  const parties = (given) => given.map((one) => one.name || one.text).join("; ");
  const figure = (one) => (one.max === null || one.max === undefined ? `at least ${one.min}` : one.min === one.max ? `${one.min}` : `${one.min}–${one.max}`);
  switch (field) {
    case "trigger": return draft.trigger.text;
    case "actors": case "recipients": return parties(draft[field]);
    case "places": return draft.places.map((one) => one.name || one.text).join("; ");
    case "date": return [draft.date_from, draft.date_to].map((one) => one ?? "open").join(" to ");
    case "toll": return Object.entries(draft.toll).map(([key, one]) => `${key} ${figure(one)}`).join(", ");
    case "weapon": return draft.weapon?.text ?? "";
    case "claim": return draft.stance ? `${draft.speaker?.name || draft.speaker?.text || "somebody"} ${draft.stance.replaceAll("_", " ")}` : "";
    case "main": return draft.main ? "yes" : "no";
    default: return String(draft[field] ?? "");
  }
}

/** Field as people know it → parts of a draft. */
export const GROUPS = {
  type: ["type", "mode"], status: ["status"], trigger: ["trigger"], actors: ["actors"], recipients: ["recipients"],
  places: ["places"], date: ["date_from", "date_to", "when"], toll: ["toll"], weapon: ["weapon"], claim: ["speaker", "stance"], main: ["main"],
};

/** A value as text that is the same for the same value whatever the order of its keys. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value && typeof value === "object") {
    return `{${Object.keys(value).sort().filter((key) => value[key] !== undefined).map((key) => `${key}:${canonical(value[key])}`).join()}}`;
  }
  return JSON.stringify(value ?? null);
}

async function lookup(kind, words) {
  try {
    const answer = await fetch(`/api/lookup?kind=${kind}&words=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).items : [];
  } catch {
    return [];
  }
}

/** The form over `state`'s lists; `changed()` is called after every change by the person. */
export function eventForm(state, changed) {
  let draft = null;

  const told = () => { changed(draft); };

  function showBook() {
    const book = state.books[draft.type];
    $("book-definition").textContent = book?.definition ?? "";
    $("book-examples").replaceChildren(...(book?.examples ?? []).map((text) => el("li", {}, text)));
    options($("f-mode"), book?.modes ?? [], "(none)");
    $("f-mode").value = draft.mode ?? "";
  }

  function remove(label, action) {
    return el("button", { type: "button", class: "link", "aria-label": `Remove ${label}`, onclick: () => { action(); draw(); told(); } }, "×");
  }

  function input(label, value, set, more = {}) {
    return el("input", { "aria-label": label, value: value ?? "", ...more, onchange: (event) => { set(event.target.value.trim() || null); told(); } });
  }

  function partyChip(list, index, role) {
    const one = list[index];
    return el("div", { class: "chip" },
      el("q", { dir: "auto" }, one.text),
      el("span", { class: "pair" },
        input(`Name of the ${role}`, one.name, (value) => { one.name = value; one.id = null; }, { placeholder: "name", class: "wide" }),
        input(`Country of the ${role}`, one.country, (value) => { one.country = value?.toUpperCase() ?? null; }, { placeholder: "IRQ", maxlength: 3, class: "code" }),
        input(`Sector of the ${role}`, one.sector, (value) => { one.sector = value?.toUpperCase() ?? null; }, { placeholder: "MIL", maxlength: 3, class: "code" })),
      remove(one.text, () => list.splice(index, 1)));
  }

  function placeChip(index) {
    const one = draft.places[index];
    const choice = el("select", { "aria-label": "Which place", class: "wide" }, el("option", { value: "" }, [one.name, one.admin1, one.country].filter(Boolean).join(", ") || "not resolved"));
    const offer = async () => {
      if (choice.options.length > 1) return;
      const found = await lookup("place", one.name || one.text);
      found.forEach((place, at) => choice.append(el("option", { value: String(at) }, [place.name, place.admin1, place.country].filter(Boolean).join(", "))));
      choice.onchange = () => {
        const place = found[Number(choice.value)];
        if (choice.value === "" || !place) return;
        draft.places[index] = { ...one, ...place, start: one.start, end: one.end, text: one.text };
        draw(); told();
      };
    };
    choice.addEventListener("focus", offer);
    const precision = el("select", { "aria-label": "How exact", onchange: (event) => { one.precision = event.target.value; told(); } });
    options(precision, PRECISIONS);
    precision.value = one.precision ?? "unknown";
    return el("div", { class: "chip" }, el("q", { dir: "auto" }, one.text), el("span", { class: "pair" }, choice, precision), remove(one.text, () => draft.places.splice(index, 1)));
  }

  function wordsChip(one, clear) {
    return el("div", { class: "chip plain-chip" }, el("q", { dir: "auto" }, one.text), clear ? remove(one.text, clear) : "");
  }

  function hint(text) { return el("span", { class: "quiet small" }, text); }

  function tollRow(key) {
    const now = draft.toll[key];
    const set = () => {
      const low = low_.value === "" ? null : Number(low_.value), high = high_.value === "" ? null : Number(high_.value);
      if (low === null && high === null) delete draft.toll[key];
      else draft.toll[key] = { min: low ?? 0, max: high, words: draft.toll[key]?.words ?? [] };
      told();
    };
    const low_ = el("input", { type: "number", min: 0, max: 10000000, id: `f-${key}-min`, "aria-label": `${key}, at least`, placeholder: "not said", value: now?.min ?? "",
      onchange: () => { if (high_.value === "" && !draft.toll[key]) high_.value = low_.value; set(); } });
    const high_ = el("input", { type: "number", min: 0, max: 10000000, id: `f-${key}-max`, "aria-label": `${key}, at most`, placeholder: "no limit", value: now?.max ?? "", onchange: set });
    const words = el("span", { class: "chips" });
    for (const [at, one] of (now?.words ?? []).entries()) words.append(wordsChip(one, () => { now.words.splice(at, 1); }));
    return el("div", { class: "row" }, el("span", { class: "label" }, key), el("div", { class: "pair" }, low_, " – ", high_, words));
  }

  function draw() {
    $("f-type").value = draft.type;
    showBook();
    $("f-status").value = draft.status;
    $("f-trigger").replaceChildren(wordsChip(draft.trigger, null));
    for (const role of ["actors", "recipients"]) {
      $(`f-${role}`).replaceChildren(...(draft[role].length ? draft[role].map((_, at) => partyChip(draft[role], at, role.slice(0, -1))) : [hint("not named: select words")]));
    }
    $("f-places").replaceChildren(...(draft.places.length ? draft.places.map((_, at) => placeChip(at)) : [hint("not said: select words")]));
    $("f-from").value = draft.date_from ?? "";
    $("f-to").value = draft.date_to ?? "";
    $("f-when").replaceChildren(draft.when ? wordsChip(draft.when, () => { draft.when = null; draft.date_from = null; draft.date_to = null; }) : "");
    const rest = el("details", { class: "more" }, el("summary", {}, "More figures"), ...state.toll.filter((key) => !SHOWN.includes(key)).map(tollRow));
    rest.open = state.toll.some((key) => !SHOWN.includes(key) && draft.toll[key]);
    $("f-toll").replaceChildren(...SHOWN.map(tollRow), rest);
    $("f-weapon").replaceChildren(draft.weapon ? wordsChip(draft.weapon, () => { draft.weapon = null; }) : hint("none"));
    $("f-speaker").replaceChildren(draft.speaker ? partyChipOf() : hint("the report itself"));
    $("f-stance").value = draft.stance ?? "";
    $("f-main").checked = draft.main;
  }

  function partyChipOf() {
    const list = [draft.speaker];
    const chip = partyChip(list, 0, "speaker");
    chip.querySelector(".link").addEventListener("click", () => { draft.speaker = null; draft.stance = null; draw(); told(); });
    return chip;
  }

  options($("f-type"), Object.keys(state.books));
  options($("f-status"), state.statuses);
  options($("f-stance"), state.stances, "(no claim)");
  $("f-type").addEventListener("change", (event) => { draft.type = event.target.value; draft.mode = null; showBook(); told(); });
  $("f-mode").addEventListener("change", (event) => { draft.mode = event.target.value || null; told(); });
  $("f-status").addEventListener("change", (event) => { draft.status = event.target.value; told(); });
  $("f-stance").addEventListener("change", (event) => { draft.stance = event.target.value || null; if (!draft.stance) draft.speaker = null; draw(); told(); });
  $("f-main").addEventListener("change", (event) => { draft.main = event.target.checked; told(); });
  $("f-from").addEventListener("change", (event) => { draft.date_from = event.target.value || null; if (!draft.date_to) draft.date_to = draft.date_from; draw(); told(); });
  $("f-to").addEventListener("change", (event) => { draft.date_to = event.target.value || null; told(); });
  $("form").addEventListener("submit", (event) => event.preventDefault());

  async function use(kind, words) {
    const into = draft;
    if (kind === "trigger") into.trigger = words;
    else if (kind === "weapon") into.weapon = words;
    else if (kind === "when") into.when = words;
    else if (kind === "killed" || kind === "injured") {
      const number = /^[0-9]+$/.test(words.text.replaceAll(",", "")) ? Number(words.text.replaceAll(",", "")) : null;
      const now = into.toll[kind] ?? { min: number ?? 1, max: number ?? 1, words: [] };
      now.words = [...(now.words ?? []), words];
      into.toll[kind] = now;
    } else if (kind === "places") {
      const [place] = await lookup("place", words.text);
      into.places = [...into.places, { name: null, geonameid: null, country: null, admin1: null, admin2: null, lat: null, lon: null, precision: "unknown", ...place, ...words }];
    } else {
      const found = await lookup("party", words.text);
      const party = { name: null, id: null, country: null, sector: null, ...(found.length === 1 ? found[0] : {}), ...words };
      if (kind === "speaker") { into.speaker = party; into.stance ??= "asserts"; }
      else into[kind] = [...into[kind], party];
    }
    if (into === draft) draw();
    told();
    say(`“${words.text}” is ${kind} now`);
  }

  return {
    get draft() { return draft; },
    /** Show a draft; what the person changes is changed in a copy. */
    fill(given) { draft = structuredClone(given); draw(); },
    use,
    /** Take parts of another coder's draft over. */
    take(parts) {
      const { toll, ...rest } = structuredClone(parts);
      Object.assign(draft, rest);
      for (const [key, value] of Object.entries(toll ?? {})) { if (value) draft.toll[key] = value; else delete draft.toll[key]; }
      if (!draft.when && !draft.date_from && !draft.date_to) draft.when = null;
      draw(); told();
    },
  };
}
