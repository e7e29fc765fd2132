// One event under review: everything by key, saved once or clearly unsaved.
import { onKeys, say, typing } from "./desk.js";
import { GROUPS, canonical, eventForm, inWords } from "./review-form.js";
import { drafts, saver } from "./review-saving.js";
import { wordsBar } from "./review-words.js";

const $ = (id) => document.getElementById(id);
const state = JSON.parse($("story").dataset.state);
const typed = drafts(state.account, `event:${state.event}`);
const saving = saver(state.account, (words, tone) => { $("saved").textContent = words; $("saved").className = `pill ${tone}`; });
let base = state.draft, version = state.version, busy = false;

const form = eventForm(state, () => note());
form.fill(base);

function dirty() { return canonical(form.draft) !== canonical(base) || $("f-note").value.trim() !== ""; }

function note() {
  if (dirty()) {
    show("edited, not saved: draft kept", "warn");
    typed.keep({ base_version: version, base, draft: form.draft, note: $("f-note").value });
  } else {
    show("nothing changed", "");
    typed.forget(true);
  }
}

function show(words, tone) { $("state").textContent = words; $("state").className = `pill ${tone}`; }

function open(event) { location.href = event ? `${state.href}event=${encodeURIComponent(event)}` : state.href.replace(/[?&]$/, ""); }

/** To the next event of the same happening, whose reports are in the head by now, then down the queue. */
function next() { open(state.story[0] ?? state.queue[state.at + 1] ?? state.queue.find((event) => event !== state.event)); }

function step(by) {
  const event = state.queue[state.at + by];
  if (state.at < 0) open(state.queue[0]);
  else if (event) open(event);
  else say(by > 0 ? "That was the last one shown" : "That is the first one");
}

async function save(action) {
  if (busy) return;
  if (action === "edit" && !dirty()) { say("Nothing to save"); return; }
  busy = true;
  const why = $("f-note").value.trim() || null;
  const body = { base_version: version, draft: action === "reject" ? null : form.draft, action, why };
  const answer = await saving.change("POST", `/api/review/save/${encodeURIComponent(state.event)}`, body, { event: state.event });
  busy = false;
  if (answer.status === 201) {
    typed.forget();
    sessionStorage.setItem("dateline-last", state.event);
    if (action === "edit") location.reload();
    else next();
  } else if (answer.status === 412) await conflict(action);
  else fault(answer.body?.detail ?? "That could not be saved. The draft is kept.");
}

function fault(words) { show(words, "bad"); say(words); }

function fields(mine, theirs) {
  return Object.entries(GROUPS).filter(([, parts]) => parts.some((part) => canonical(mine[part]) !== canonical(theirs[part])));
}

/** Somebody was faster: both versions side by side, and the person chooses field by field. */
async function conflict(action, mine = form.draft, from = base) {
  const answer = await fetch(`/api/review/form/${encodeURIComponent(state.event)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) { fault("Somebody else decided first, and the event cannot be read any more."); return; }
  const theirs = await answer.json();
  const box = $("conflict");
  const heading = document.createElement("p");
  const strong = document.createElement("b");
  strong.textContent = "Somebody else decided while you were at it.";
  heading.append(strong, ` It stands as ${theirs.reviewed === "no" ? "not reviewed" : theirs.reviewed} now; yours is not saved.`);
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const words of ["Field", "Yours", "Theirs, as it stands"]) {
    const cell = document.createElement("th");
    cell.textContent = words;
    head.append(cell);
  }
  const differing = fields(mine, theirs.draft);
  for (const [field, parts] of differing) {
    const row = table.insertRow();
    row.insertCell().textContent = field;
    const touched = parts.some((part) => canonical(mine[part]) !== canonical(from[part]));
    for (const [side, draft] of [["mine", mine], ["theirs", theirs.draft]]) {
      const label = document.createElement("label");
      const radio = document.createElement("input");
      Object.assign(radio, { type: "radio", name: `choose-${field}`, value: side, checked: (side === "mine") === touched });
      label.append(radio, ` ${inWords(draft, field) || "(none)"}`);
      row.insertCell().append(label);
    }
  }
  const use = document.createElement("button");
  Object.assign(use, { type: "button", className: "button main", textContent: differing.length ? "Use what I chose" : "Go on from theirs" });
  use.addEventListener("click", () => {
    const merged = structuredClone(theirs.draft);
    for (const [field, parts] of differing) {
      if (box.querySelector(`[name="choose-${field}"]:checked`)?.value === "mine") for (const part of parts) merged[part] = structuredClone(mine[part]);
    }
    base = theirs.draft;
    version = theirs.version;
    form.fill(merged);
    box.hidden = true;
    note();
    if (action) save(action);
  });
  const drop = document.createElement("button");
  Object.assign(drop, { type: "button", className: "button", textContent: "Drop mine" });
  drop.addEventListener("click", () => { typed.forget(true); location.reload(); });
  box.replaceChildren(heading, ...(differing.length ? [table] : []), use, " ", drop);
  box.hidden = false;
  show("not saved: somebody else decided first", "bad");
  use.focus();
}

async function undo() {
  if (busy) return;
  if (dirty()) { form.fill(base); $("f-note").value = ""; note(); say("Your unsaved edits are taken back"); return; }
  const event = state.undo ? state.event : sessionStorage.getItem("dateline-last");
  if (!event) { say("There is nothing of yours to undo"); return; }
  busy = true;
  let at = version;
  if (event !== state.event) {
    const answer = await fetch(`/api/review/form/${encodeURIComponent(event)}`, { headers: { Accept: "application/json" } });
    at = answer.ok ? (await answer.json()).version : 0;
  }
  const answer = await saving.change("POST", `/api/review/undo/${encodeURIComponent(event)}`, { base_version: at }, { event });
  busy = false;
  sessionStorage.removeItem("dateline-last");
  if (answer.status === 201) open(event);
  else fault(answer.body?.detail ?? "That could not be undone");
}

async function decide(body, then = () => location.reload()) {
  if (busy) return;
  busy = true;
  const answer = await saving.change("POST", "/api/decisions", body, { event: state.event });
  busy = false;
  if (answer.status === 201) then();
  else fault(answer.body?.detail ?? "That could not be saved");
}

function dialog(name, yes) {
  const box = $(name);
  if (!box) return () => {};
  box.querySelector("[data-yes]")?.addEventListener("click", () => { yes(box); });
  return () => {
    if (document.querySelector(`[data-do="${name}"]`)?.disabled) { say("That is not possible here"); return; }
    box.showModal();
    box.querySelector("input, textarea")?.focus();
  };
}

const ticked = (box) => [...box.querySelectorAll("input:checked")].map((input) => input.value);
const merge = dialog("merge", (box) => {
  const others = ticked(box);
  if (!others.length) return;
  box.close();
  decide({ target: state.incident, kind: "incident", action: "merge", others, base_version: state.incident_version });
});
const split = dialog("split", (box) => {
  const events = ticked(box);
  if (!events.length) return;
  box.close();
  decide({ target: state.incident, kind: "incident", action: "split", events, base_version: state.incident_version });
});
const ask = dialog("ask", (box) => {
  const why = $("ask-text").value.trim();
  if (!why) return;
  box.close();
  decide({ target: state.event, action: "note", why });
});

function full() {
  const button = $("full");
  const whole = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(whole));
  for (const text of document.querySelectorAll(".text")) text.classList.toggle("short", !whole);
}

function take(cell) {
  if (!cell) return;
  form.take(JSON.parse(cell.dataset.given));
  for (const other of cell.closest("tr").querySelectorAll(".cell")) other.setAttribute("aria-pressed", String(other === cell));
  say(`${cell.dataset.field}: ${cell.textContent.trim()}`);
}

const actions = {
  accept: () => save("accept"), reject: () => save("reject"), save: () => save("edit"), edit: () => $("f-type").focus(),
  merge, split, ask, undo,
};
for (const button of document.querySelectorAll("[data-do]")) button.addEventListener("click", () => actions[button.dataset.do]());
for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", () => button.closest("dialog").close());
for (const cell of document.querySelectorAll(".cell")) cell.addEventListener("click", () => take(cell));
for (const button of document.querySelectorAll("[data-undoes]")) {
  button.addEventListener("click", () => decide({
    target: button.dataset.target, kind: button.dataset.kind, action: "undo", undoes: button.dataset.undoes,
    base_version: button.dataset.kind === "incident" ? state.incident_version : version,
  }));
}
$("full").addEventListener("click", full);
$("f-note").addEventListener("input", note);
$("accept-many")?.addEventListener("click", () => $("many").showModal());
$("many-yes")?.addEventListener("click", async () => {
  const events = [...$("many").querySelectorAll("input:checked")].map((input) => ({ target: input.value, base_version: Number(input.dataset.version) })).slice(0, 200);
  $("many").close();
  if (!events.length) return;
  const answer = await saving.change("POST", "/api/review/accept", { events }, {});
  if (answer.status !== 201) { fault(answer.body?.detail ?? "That could not be saved"); return; }
  say(`${answer.body.accepted.length} accepted, ${answer.body.left.length} changed since and left`);
  open(null);
});
if ($("text")) wordsBar($("text"), form.use);

const keys = {
  a: actions.accept, x: actions.reject, e: actions.edit, m: merge, s: split, q: ask, z: undo,
  j: () => step(1), k: () => step(-1), w: () => $("text")?.focus(),
  n: () => { location.href = `/review/add?report=${encodeURIComponent(state.report)}`; },
  g: () => { location.href = `/explore?event=${encodeURIComponent(state.event)}`; },
};
for (let number = 1; number <= 9; number += 1) keys[number] = () => take(document.querySelector(`[data-number="${number}"]`));
onKeys(keys);
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); actions.save(); return; }
  if (event.key === " " && !typing(event) && !document.querySelector("dialog[open]") && !/^(BUTTON|A|SUMMARY)$/.test(event.target.tagName)) { event.preventDefault(); full(); }
  if (event.key === "Escape" && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && !event.target.closest("dialog")) event.target.blur();
});
$("items").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });

// What was left behind: changes that were never answered first, then words that were never sent.
const before = typed.read(state.typed);
if (before?.draft && (canonical(before.draft) !== canonical(base) || before.note)) {
  $("f-note").value = before.note ?? "";
  form.fill(before.draft);
  if (before.base_version === version) show("edited, not saved: your draft is back", "warn");
  else conflict(null, before.draft, before.base ?? base);
}
saving.resume((change, answer) => {
  if (answer.status < 400) {
    if (change.about?.event === state.event) { typed.forget(); location.reload(); }
  } else if (answer.status === 412 && change.about?.event === state.event && change.body?.draft) {
    conflict(change.body.action, change.body.draft, base);
  } else fault(`A change${change.about?.event ? ` to ${change.about.event}` : ""} was not saved: ${answer.body?.detail ?? answer.status}`);
});
document.body.dataset.ready = "";
