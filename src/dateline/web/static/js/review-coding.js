// Blind coding: a text, the person's own events, and nothing of anybody else.
import { onKeys, say } from "./desk.js";
import { emptyDraft, eventForm } from "./review-form.js";
import { drafts, saver } from "./review-saving.js";
import { tint } from "./review-tint.js";
import { wordsBar } from "./review-words.js";

const $ = (id) => document.getElementById(id);
const state = JSON.parse($("story").dataset.state);
const typed = drafts(state.account, `assignment:${state.assignment}`);
const saving = saver(state.account, (words, tone) => { $("saved").textContent = words; $("saved").className = `pill ${tone}`; });
const before = typed.read(state.typed);
const events = before?.events ?? [];
let chosen = events.length - 1, wanting = false, seconds = before?.seconds ?? 0, busy = false;

const form = eventForm(state, (draft) => { events[chosen] = draft; kept(); list(); });

function kept() {
  typed.keep({ events, seconds });
  $("saved").textContent = "not submitted, draft kept";
  $("saved").className = "pill warn";
}

function list() {
  $("events").replaceChildren(...events.map((event, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    const names = (parties) => parties.map((one) => one.name || one.text).join(", ");
    button.textContent = `${event.type} “${event.trigger.text}” ${names(event.actors)} → ${names(event.recipients)}`;
    button.setAttribute("aria-pressed", String(at === chosen));
    button.addEventListener("click", () => choose(at));
    const item = document.createElement("li");
    item.append(button);
    return item;
  }));
  $("form").hidden = !events.length;
  $("drop-event").disabled = !events.length;
  tint(events[chosen]);
}

function choose(at) {
  if (!events.length) { chosen = -1; list(); return; }
  chosen = Math.max(0, Math.min(events.length - 1, at));
  form.fill(events[chosen]);
  events[chosen] = form.draft;
  list();
}

function use(kind, words) {
  const fresh = wanting || !events.length;
  if (fresh && kind !== "trigger") { say("Select the words of the trigger first, and press T"); return; }
  if (fresh) {
    wanting = false;
    events.push(emptyDraft(words));
    choose(events.length - 1);
    kept();
    say(`A new event: “${words.text}”`);
  } else form.use(kind, words);
}

function wantNew() {
  wanting = true;
  $("text").focus();
  say("Select the words of the new event's trigger, and press T");
  $("hint").textContent = "New event: select the words that say it happened, and press T.";
}

function drop() {
  if (!events.length) return;
  events.splice(chosen, 1);
  choose(chosen);
  kept();
}

function ask(text, yes) {
  $("sure-text").textContent = text;
  $("sure").showModal();
  $("sure").querySelector("[data-yes]").onclick = () => { $("sure").close(); yes(); };
}

function submit() {
  if (busy) return;
  ask(events.length ? `${events.length} ${events.length === 1 ? "event" : "events"}. It stays as it is then.` : "No event in this report. It stays so then.", async () => {
    busy = true;
    const answer = await saving.change("POST", `/api/coding/${state.assignment}`, { events, seconds: Math.round(seconds) }, {});
    busy = false;
    if (answer.status === 201) {
      typed.forget();
      location.href = answer.body.next ? `/coding/${answer.body.next}` : "/coding";
    } else {
      $("conflict").textContent = answer.body?.detail ?? "That could not be submitted. The draft is kept.";
      $("conflict").hidden = false;
    }
  });
}

$("new-event").addEventListener("click", wantNew);
$("drop-event").addEventListener("click", drop);
$("submit").addEventListener("click", submit);
$("sure").querySelector("[data-close]").addEventListener("click", () => $("sure").close());
$("give-back").addEventListener("click", () => ask("Give this report back without coding it? You are not asked again.", async () => {
  const answer = await saving.change("POST", `/api/coding/${state.assignment}/give-back`, undefined, {});
  if (answer.status < 400) { typed.forget(); location.href = "/coding"; }
}));
wordsBar($("text"), use);
onKeys({ n: wantNew, x: drop, j: () => choose(chosen + 1), k: () => choose(chosen - 1), w: () => $("text").focus() });
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && !document.querySelector("dialog[open]")) { event.preventDefault(); submit(); }
  if (event.key === "Escape" && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) event.target.blur();
});
// Seconds count while the page is looked at.
setInterval(() => { if (document.visibilityState === "visible") seconds += 1; }, 1000);
if (before) $("saved").textContent = "your draft is back";
choose(chosen);
saving.resume(() => location.reload());
document.body.dataset.ready = "";
