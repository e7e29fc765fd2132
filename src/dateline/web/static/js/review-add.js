// An event that nobody coded: its trigger first, then who, whom, where and when, all from the text.
import { onKeys, say } from "./desk.js";
import { emptyDraft, eventForm } from "./review-form.js";
import { drafts, saver } from "./review-saving.js";
import { tint } from "./review-tint.js";
import { wordsBar } from "./review-words.js";

const $ = (id) => document.getElementById(id);
const state = JSON.parse($("story").dataset.state);
const typed = drafts(state.account, `add:${state.report}`);
const saving = saver(state.account, (words, tone) => { $("saved").textContent = words; $("saved").className = `pill ${tone}`; });
let busy = false;

const form = eventForm(state, (draft) => { typed.keep({ draft, note: $("f-note").value }); shown(draft); });

function shown(draft) {
  $("form").hidden = !draft;
  $("add").disabled = !draft;
  $("state").textContent = draft ? "not added yet, draft kept" : "no trigger yet";
  $("state").className = `pill ${draft ? "warn" : ""}`;
  tint(draft);
}

function begin(draft) {
  form.fill(draft);
  shown(form.draft);
}

function use(kind, words) {
  if (form.draft) { form.use(kind, words); return; }
  if (kind !== "trigger") { say("Select the words of the trigger first, and press T"); return; }
  begin(emptyDraft(words));
  typed.keep({ draft: form.draft, note: $("f-note").value });
  say(`An event: “${words.text}”. Now who, whom, where and when`);
}

async function add() {
  if (busy || !form.draft) return;
  busy = true;
  const why = $("f-note").value.trim() || null;
  const answer = await saving.change("POST", "/api/review/add", { report: state.report, draft: form.draft, why }, { report: state.report });
  busy = false;
  if (answer.status === 201) {
    typed.forget();
    location.href = `/review?event=${encodeURIComponent(answer.body.event)}`;
    return;
  }
  $("conflict").textContent = answer.body?.detail ?? "That could not be added. The draft is kept.";
  $("conflict").hidden = false;
}

function drop() {
  typed.forget(true);
  location.href = $("drop").dataset.back;
}

$("add").addEventListener("click", add);
$("drop").addEventListener("click", drop);
$("f-note").addEventListener("input", () => { if (form.draft) typed.keep({ draft: form.draft, note: $("f-note").value }); });
wordsBar($("text"), use);
onKeys({ w: () => $("text").focus() });
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && (event.key === "Enter" || event.key.toLowerCase() === "s")) { event.preventDefault(); add(); }
  if (event.key === "Escape" && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) event.target.blur();
});
const before = typed.read(state.typed);
if (state.draft) begin(state.draft);
else if (before?.draft) {
  $("f-note").value = before.note ?? "";
  begin(before.draft);
  $("saved").textContent = "your draft is back";
} else shown(null);
saving.resume((change, answer) => { if (answer.status === 201 && answer.body?.event) location.href = `/review?event=${encodeURIComponent(answer.body.event)}`; });
document.body.dataset.ready = "";
