// Assigning reports of a filter to coders.
import { say, send } from "./desk.js";

const form = document.getElementById("assign");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const given = new FormData(form);
  const body = {
    queue: given.get("queue"), q: given.get("q"), most: Number(given.get("most")), overlap: Number(given.get("overlap")) / 100,
    coders: given.getAll("coder"),
  };
  const told = document.getElementById("assigned");
  try {
    const answer = await send("POST", "/api/assignments", body, { "Idempotency-Key": crypto.randomUUID?.() ?? String(Date.now()) });
    told.textContent = answer.status === 201 ? `${answer.body.reports} reports, ${answer.body.assignments} assignments` : answer.body?.detail ?? "That did not work";
    if (answer.status === 201) setTimeout(() => location.reload(), 700);
  } catch {
    told.textContent = "Not assigned: there is no connection";
  }
  say(told.textContent);
});
