// What every page of the desk does: keys, theme, and saying aloud what changed.

const THEMES = ["", "light", "dark"];

/** Say `text` to people who hear the page. */
export function say(text) {
  document.getElementById("said").textContent = text;
}

/** Whether the person is typing, so that single keys are letters. */
export function typing(event) {
  const at = event.target;
  return event.ctrlKey || event.metaKey || event.altKey ||
    (at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)));
}

/** Run `actions[key]` for single keys while nobody is typing and no dialog is open. */
export function onKeys(actions) {
  document.addEventListener("keydown", (event) => {
    if (typing(event) || document.querySelector("dialog[open]")) return;
    const action = actions[event.key] ?? actions[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action(event);
  });
}

/** Send a change as JSON; the answer is `{status, body}` and never an exception for a status. */
export async function send(method, address, body, headers = {}) {
  const answer = await fetch(address, {
    method,
    headers: { "Content-Type": "application/json", Accept: "application/json", ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    credentials: "same-origin",
  });
  const kind = answer.headers.get("content-type") ?? "";
  return { status: answer.status, body: kind.includes("json") ? await answer.json() : await answer.text(), answer };
}

function setTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

function nextTheme() {
  const now = document.documentElement.dataset.theme ?? "";
  const next = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
  localStorage.setItem("dateline-theme", next);
  setTheme(next);
  say(`Theme: ${next || "as the system"}`);
}

setTheme(localStorage.getItem("dateline-theme") ?? "");
document.querySelector("[data-theme-next]")?.addEventListener("click", nextTheme);
document.querySelector("[data-keys]")?.addEventListener("click", () => document.getElementById("keys").showModal());
onKeys({
  "/": () => document.getElementById("search")?.focus(),
  "?": () => document.getElementById("keys").showModal(),
});
