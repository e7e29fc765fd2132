// Explore: facets, map, timeline and table on one filter line that stands in the address.
import { onKeys, say, send } from "./desk.js";
import { byFamily, FAMILIES, FAMILY, NAMES, sign, svg } from "./families.js";
import { get, has, set, toggle, terms } from "./query.js";
import { Timeline } from "./timeline.js";

const FACETS = { events: ["type", "status", "country", "admin1", "precision", "actor", "source", "reviewed"], incidents: ["type", "status", "country", "admin1", "precision"] };
const TITLES = { type: "Event type", status: "Status", country: "Country", admin1: "Province", precision: "Where is it known to", actor: "Actor", source: "Source", reviewed: "Reviewed" };
const WORDS = { exact: "exact place", near: "near the place", district: "district", province: "province only", country: "country only", line_or_area: "a line or an area", unknown: "not known", no: "machine only", accepted: "accepted", edited: "edited", added: "added by a person", rejected: "rejected" };
const ORDERS = { events: { date: "newest", oldest: "oldest", killed: "most killed", uncertain: "least sure", added: "last added" }, incidents: { date: "newest", oldest: "oldest", killed: "most killed", sources: "most sources" } };
const COLUMNS = { events: ["Date", "What", "Where", "Killed"], incidents: ["Date", "What", "Where", "Killed", "Sources"] };
const NOT_COUNTED = new Set(["denied", "planned", "threatened", "attempted", "hypothetical"]);

const $ = (id) => document.getElementById(id);
const address = new URL(location.href);
const state = {
  q: address.searchParams.get("q") ?? "",
  of: address.searchParams.get("of") === "incidents" ? "incidents" : "events",
  order: address.searchParams.get("order") ?? "date",
  compare: address.searchParams.get("compare") === "1",
  view: readView(address.searchParams.get("view")),
};
let asked = 0, rows = [], selected = -1, next = null, map = null, placed = Boolean(state.view);

function readView(text) {
  const [lon, lat, zoom] = (text ?? "").split(",").map(Number);
  return [lon, lat, zoom].every(Number.isFinite) && text ? { center: [lon, lat], zoom } : null;
}

async function ask(path, given = {}) {
  const wanted = new URLSearchParams({ q: state.q, of: state.of, ...given });
  const answer = await fetch(`/api/${path}?${wanted}`, { headers: { Accept: "application/json" } });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail ?? answer.statusText);
  return body;
}

/** Keep the state in the address; what a person chose is a step of its own for the back button, moving the map is not. */
function remember(step = false) {
  const told = new URL("/explore", location.origin);
  if (state.q) told.searchParams.set("q", state.q);
  if (state.of !== "events") told.searchParams.set("of", state.of);
  if (state.order !== "date") told.searchParams.set("order", state.order);
  if (state.compare) told.searchParams.set("compare", "1");
  if (state.view) told.searchParams.set("view", `${state.view.center.map((one) => one.toFixed(3))},${state.view.zoom.toFixed(2)}`);
  if (step && told.href !== location.href) history.pushState(null, "", told);
  else history.replaceState(null, "", told);
  $("search").value = state.q;
  $("from").value = get(state.q, "from") ?? "";
  $("to").value = get(state.q, "to") ?? "";
  for (const link of document.querySelectorAll("[data-format]")) {
    link.href = `/api/export?${new URLSearchParams({ q: state.q, of: state.of, format: link.dataset.format })}`;
  }
  $("download-about").href = `/api/export/about?${new URLSearchParams({ q: state.q, of: state.of })}`;
}

/** The days of the chosen period, and of the one of the same length before it; null where the period is open. */
function periodBefore() {
  const from = get(state.q, "from"), to = get(state.q, "to");
  if (!from || !to) return null;
  const start = Date.parse(from), end = Date.parse(to), length = end - start + 86_400_000;
  const iso = (time) => new Date(time).toISOString().slice(0, 10);
  return { q: set(set(state.q, "from", iso(start - length)), "to", iso(end - length)), shift: length };
}

async function refresh({ table = true, step = true } = {}) {
  remember(step);
  const turn = ++asked;
  $("fault").textContent = "";
  try {
    const before = state.compare ? periodBefore() : null;
    const whole = set(set(state.q, "from", null), "to", null);
    const [facets, timeline, page, points, earlier, earlierLine] = await Promise.all([
      askFacets(),
      ask("timeline", { q: whole, by: "family" }),
      table ? ask(state.of, { order: state.order, limit: 60 }) : null,
      askMap(),
      before ? ask("facets", { fields: FACETS[state.of].join(","), top: 200, q: before.q }) : null,
      before ? ask("timeline", { q: before.q }) : null,
    ]);
    if (turn !== asked) return; // a later question is under way
    drawFacets(facets, earlier);
    drawn.timeline = [timeline, get(state.q, "from"), get(state.q, "to"), earlierLine && { ...earlierLine, shift: before.shift }];
    line.draw(...drawn.timeline);
    $("timeline-title").textContent = `${state.of === "events" ? "Events" : "Incidents"} per ${timeline.unit}`;
    $("timeline-note").textContent = [timeline.wider ? `${timeline.wider} of a wider span` : "", timeline.undated ? `${timeline.undated} without a date` : "", "drag to select · double-click to clear"].filter(Boolean).join(" · ");
    if (page) drawTable(page, false);
    await drawMap(points);
    // Told to whoever measures, or waits for the page to be whole.
    if (turn === asked) performance.mark("drawn");
  } catch (error) {
    if (turn === asked) $("fault").textContent = error.message;
  }
}

/** Counts of every facet; those of a field that is chosen from as if it were not, so that more of it can be chosen. */
async function askFacets() {
  const bare = (field) => set(state.q, field, null);
  const chosen = /\bOR\b/.test(state.q) ? [] : FACETS[state.of].filter((field) => bare(field) !== terms(state.q).join(" "));
  const [all, ...own] = await Promise.all([
    ask("facets", { fields: FACETS[state.of].join(","), top: 9 }),
    ...chosen.map((field) => ask("facets", { fields: field, top: 9, q: bare(field) })),
  ]);
  const wider = new Map(own.flat().map((facet) => [facet.field, facet]));
  return all.map((facet) => wider.get(facet.field) ?? facet);
}

async function askMap() {
  if (placed) await mapped;
  const zoom = map ? Math.round(map.map.getZoom()) : 2;
  const bounds = map && placed ? map.map.getBounds() : null;
  const clamp = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(3);
  const box = bounds && zoom > 2 ? `bbox:${clamp(bounds.getWest(), 180)},${clamp(bounds.getSouth(), 90)},${clamp(bounds.getEast(), 180)},${clamp(bounds.getNorth(), 90)}` : "";
  return Promise.all([ask("map", { zoom: Math.min(20, Math.max(2, zoom + 1)), most: 400, ...(box ? { q: `${grouped(state.q)} ${box}`.trim() } : {}) }), box ? ask("map", { zoom: 0, most: 1 }) : null]);
}

const grouped = (line) => (/\bOR\b/.test(line) ? `(${line})` : line);

async function drawMap([view, whole]) {
  const areas = (whole ?? view).areas;
  const shown = { ...view, areas };
  await mapped;
  if (!placed) {
    placed = true;
    await map.fit(shown); // moving asks again, for what fits the view; until it is answered these points stand there
  }
  map.draw(shown);
}

function drawFacets(facets, earlier) {
  const box = $("facets");
  const focused = document.activeElement?.dataset?.term;
  box.replaceChildren();
  for (const facet of facets) {
    if (!facet.values.length) continue;
    const title = document.createElement("h2");
    title.textContent = TITLES[facet.field] ?? facet.field;
    box.append(title);
    const most = Math.max(...facet.values.map((value) => value.count));
    const was = earlier?.find((one) => one.field === facet.field);
    for (const value of facet.values) box.append(facetValue(facet.field, value, most, was));
    if (facet.others) box.append(quiet(`${facet.others} more…`));
  }
  if (focused) box.querySelector(`[data-term="${CSS.escape(focused)}"]`)?.focus();
}

function quiet(text) {
  const made = document.createElement("p");
  made.className = "quiet small";
  made.textContent = text;
  return made;
}

function facetValue(field, value, most, was) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "facet-value";
  button.dataset.term = value.term;
  button.setAttribute("aria-pressed", String(has(state.q, value.term)));
  const mark = field === "type" ? sign(FAMILY[value.value.toUpperCase()] ?? "speech") : document.createElement("span");
  if (field !== "type") mark.className = "box";
  const name = document.createElement("span");
  name.className = "name";
  name.dir = "auto";
  name.textContent = WORDS[value.value] ?? (field === "type" ? value.value.charAt(0) + value.value.slice(1).toLowerCase() : value.value);
  const count = document.createElement("span");
  count.className = "count";
  count.textContent = value.count.toLocaleString("en");
  if (was) {
    const change = value.count - (was.values.find((one) => one.value === value.value)?.count ?? 0);
    const told = document.createElement("span");
    told.className = change > 0 ? "more" : "less";
    told.textContent = change ? ` ${change > 0 ? "+" : "−"}${Math.abs(change)}` : " =";
    count.append(told);
  }
  const bar = svg("svg", { class: "bar", viewBox: "0 0 100 3", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: "all", width: 100, height: 3 }), svg("rect", { class: "part", width: (100 * value.count) / most, height: 3 }));
  button.append(mark, name, count, bar);
  button.addEventListener("click", () => { state.q = toggle(state.q, value.term); refresh(); });
  return button;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
function dayWords(iso) {
  if (!iso) return "";
  const [year, month, day] = iso.split("-");
  return `${Number(day)}\u00a0${MONTHS[Number(month) - 1] ?? month}\u00a0${year}`; // a day stays on its line
}
const days = (row) => (row.date_from === row.date_to || !row.date_to ? dayWords(row.date_from) || "no date" : `${dayWords(row.date_from) || "…"} – ${dayWords(row.date_to)}`);
// Nothing reported is an empty cell, never a nought.
const figure = (low, high) => (low == null && high == null ? "" : high == null ? `${low}+` : low == null ? `≤ ${high}` : low === high ? String(low) : `${low}–${high}`);

function drawTable(page, more) {
  const head = document.createElement("tr");
  for (const column of COLUMNS[state.of]) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = column;
    if (column === "Killed" || column === "Sources") cell.className = "number";
    head.append(cell);
  }
  $("table").tHead.replaceChildren(head);
  const body = $("table").tBodies[0];
  if (!more) { body.replaceChildren(); rows = []; selected = -1; }
  for (const item of page.items) {
    const index = rows.push(item) - 1;
    const row = body.insertRow();
    row.dataset.index = index;
    row.setAttribute("aria-selected", "false");
    const cell = (content, kind) => { const made = row.insertCell(); if (kind) made.className = kind; made.dir = "auto"; made.append(content); return made; };
    const first = cell("");
    const open = document.createElement("button");
    open.className = "open";
    open.type = "button";
    open.textContent = days(item);
    first.append(open);
    const who = state.of === "events" ? `${item.actor ?? "?"} → ${item.recipient ?? "?"}` : `${item.actors ?? "?"} → ${item.recipients ?? "?"}`;
    const what = cell(sign(FAMILY[item.type] ?? "speech"));
    what.append(`${(item.type ?? "").toLowerCase()}${item.mode ? ` (${item.mode})` : ""}: ${who}`);
    if (NOT_COUNTED.has(item.status)) {
      const pill = document.createElement("span");
      pill.className = "pill bad";
      pill.textContent = item.status;
      what.append(" ", pill);
    }
    cell(item.place ?? item.admin1 ?? item.country ?? "");
    cell(figure(item.killed_min, item.killed_max), "number");
    if (state.of === "incidents") cell(String(item.independent_sources ?? ""), "number");
    row.addEventListener("click", () => select(index));
  }
  next = page.next;
  $("more").hidden = !next;
  const what = page.total === 1 && page.exact ? state.of.slice(0, -1) : state.of;
  const total = `${page.exact ? "" : "at least "}${page.total.toLocaleString("en")}`;
  $("table-title").textContent = `${total} ${what}`;
  $("download-count").textContent = page.total.toLocaleString("en");
  const low = rows.reduce((sum, row) => sum + (row.killed_min ?? 0), 0);
  $("badge").textContent = page.total ? `${total} ${what}` : "Nothing fits this filter";
  if (low && !next && state.of === "incidents") $("badge").textContent += ` · at least ${low.toLocaleString("en")} reported killed`;
  say($("badge").textContent);
}

async function select(index) {
  if (index < 0 || index >= rows.length) return;
  selected = index;
  for (const row of $("table").tBodies[0].rows) row.setAttribute("aria-selected", String(Number(row.dataset.index) === index));
  $("table").tBodies[0].rows[index].scrollIntoView({ block: "nearest" });
  const item = rows[index];
  if (state.of === "incidents") { location.href = `/incidents/${encodeURIComponent(item.id)}`; return; }
  await showEvent(item.id);
}

async function showEvent(id) {
  const answer = await fetch(`/events/${id.split("/").map(encodeURIComponent).join("/")}/card`);
  if (!answer.ok) return;
  // Our own page's markup, parsed without running anything; the policy forbids inline script besides.
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  $("evidence").replaceChildren(...parsed.body.children);
  for (const button of $("evidence").querySelectorAll("[data-cite]")) {
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(`${button.dataset.cite} ${location.href}`); say("The citation is copied"); button.textContent = "Copied"; } catch { say("The browser does not allow copying"); }
    });
  }
}

const drawn = {};
const line = new Timeline($("timeline"), (from, to) => { state.q = set(set(state.q, "from", from), "to", to); refresh(); });
// The map is the largest part of the page: what does not need it is asked for and drawn while it is still on its way.
const mapped = import("./map.js").then(({ EventMap }) => { map = new EventMap($("map"), {
  view: state.view,
  onMove: (bounds, zoom) => {
    const middle = bounds.getCenter();
    state.view = { center: [middle.lng, middle.lat], zoom };
    remember();
    const turn = asked;
    askMap().then((points) => (turn === asked ? drawMap(points) : null)).catch((error) => { $("fault").textContent = error.message; });
  },
  onPick: (cluster) => (cluster.id ? showEvent(cluster.id) : map.zoomTo(cluster)),
  onArea: (area, outline) => {
    const name = outline.properties.name;
    state.q = set(state.q, "country", area.country);
    if (name) state.q = set(state.q, "admin1", /[\s",:()]/.test(name) ? `"${name}"` : name);
    refresh();
  },
}); });
for (const family of FAMILIES) { const one = document.createElement("span"); one.append(sign(family), NAMES[family]); $("map-legend").append(one); }
{ const one = document.createElement("span"); one.textContent = "▨ only an area is known"; $("map-legend").append(one); }

function setOrders() {
  $("order").replaceChildren(...Object.entries(ORDERS[state.of]).map(([value, name]) => new Option(name, value, false, value === state.order)));
}
function setOf(of) {
  state.of = of;
  if (!(state.order in ORDERS[of])) state.order = "date";
  for (const button of document.querySelectorAll("[data-of]")) button.setAttribute("aria-pressed", String(button.dataset.of === of));
  setOrders();
  $("download-of").textContent = of === "events" ? "One line for each event; the column “incident” groups them." : "One line for each incident: toll ranges, each source's figures, what sources differ on.";
}
setOf(state.of);
$("compare").checked = state.compare;
$("compare").addEventListener("change", () => {
  state.compare = $("compare").checked;
  if (state.compare && !periodBefore()) say("Choose a first and a last day to compare with the period before");
  refresh({ table: false });
});
for (const button of document.querySelectorAll("[data-of]")) button.addEventListener("click", () => { setOf(button.dataset.of); refresh(); });
$("order").addEventListener("change", () => { state.order = $("order").value; refresh(); });
$("more").addEventListener("click", async () => drawTable(await ask(state.of, { order: state.order, limit: 60, after: next }), true));
document.querySelector("form.search").addEventListener("submit", (event) => { event.preventDefault(); state.q = $("search").value.trim(); refresh(); });
for (const side of ["from", "to"]) {
  $(side).value = get(state.q, side) ?? "";
  $(side).addEventListener("change", () => { state.q = set(state.q, side, $(side).value || null); refresh(); });
}
$("all-time").addEventListener("click", () => { state.q = set(set(state.q, "from", null), "to", null); $("from").value = $("to").value = ""; refresh(); });
$("copy-link").addEventListener("click", async () => { try { await navigator.clipboard.writeText(location.href); say("The link is copied"); } catch { say(location.href); } });
$("alert-me")?.addEventListener("click", () => {
  $("alert-name").value = state.q || "everything";
  $("alert").showModal();
});
$("alert")?.addEventListener("close", async () => {
  const name = $("alert-name").value.trim();
  if ($("alert").returnValue !== "save" || !name) return;
  const { status, body } = await send("POST", "/api/searches", { name, query: state.q });
  say(status === 201 ? `Saved as ${name}` : body.detail ?? "That did not work");
});
addEventListener("resize", () => { if (drawn.timeline) line.draw(...drawn.timeline); });
onKeys({
  j: () => select(selected + 1), k: () => select(selected - 1), m: () => $("map").querySelector("canvas")?.focus(),
  i: () => { setOf(state.of === "events" ? "incidents" : "events"); refresh(); },
  enter: () => $("evidence").querySelector("a.button")?.click(),
});
const wantedEvent = address.searchParams.get("event");
if (wantedEvent) showEvent(wantedEvent);
addEventListener("popstate", () => {
  const given = new URL(location.href).searchParams;
  state.q = given.get("q") ?? "";
  state.order = given.get("order") ?? "date";
  state.compare = given.get("compare") === "1";
  $("compare").checked = state.compare;
  setOf(given.get("of") === "incidents" ? "incidents" : "events");
  refresh({ step: false });
});
refresh({ step: false });
