// Words of a report's text by their characters, as the record counts them: whole characters, not the halves that
// JavaScript counts. Selected with the mouse, by touch, or with the arrows, which go by words.

const WORD = /[\p{L}\p{N}](?:[^\s]*[\p{L}\p{N}])?/gu;
const points = (text) => [...text].length;

/** What is selected inside `box` as `{start, end, text}`, or null; never more than one paragraph of it. */
export function selected(box) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!box.contains(range.startContainer) && !box.contains(range.endContainer)) return null;
  let start = null, text = "", paragraph = null;
  for (const run of box.querySelectorAll(".run")) {
    if (!range.intersectsNode(run)) continue;
    if (paragraph && run.parentNode !== paragraph) break;
    const whole = run.textContent;
    const from = run.contains(range.startContainer) ? range.startOffset : 0;
    const to = run.contains(range.endContainer) ? range.endOffset : whole.length;
    const part = whole.slice(from, to);
    if (!part) continue;
    if (start === null) {
      start = Number(run.dataset.start) + points(whole.slice(0, from));
      paragraph = run.parentNode;
    }
    text += part;
  }
  const bare = text.trim();
  if (start === null || !bare) return null;
  start += points(text.slice(0, text.indexOf(bare)));
  return { start, end: start + points(bare), text: bare };
}

function wordsOf(box) {
  const found = [];
  for (const paragraph of box.querySelectorAll("p")) {
    if (!paragraph.getClientRects().length) continue;
    const nodes = [];
    let at = 0;
    for (const run of paragraph.querySelectorAll(".run")) {
      const node = run.firstChild;
      if (!node) continue;
      nodes.push([at, node]);
      at += node.data.length;
    }
    const place = (offset, end) => {
      const [begin, node] = nodes.findLast(([first]) => (end ? first < offset : first <= offset));
      return [node, offset - begin];
    };
    for (const match of paragraph.textContent.matchAll(WORD)) {
      found.push({ from: place(match.index, false), to: place(match.index + match[0].length, true) });
    }
  }
  return found;
}

/** Arrows inside `box`: left and right go by a word, with Shift they take it along. */
export function arrows(box) {
  let anchor = -1, focus = -1;
  box.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 12, ArrowUp: -12, Home: -Infinity }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    const words = wordsOf(box);
    if (!words.length) return;
    event.preventDefault();
    focus = Math.max(0, Math.min(words.length - 1, focus + (focus < 0 ? 1 : by)));
    if (!event.shiftKey || anchor < 0) anchor = focus;
    const first = words[Math.min(anchor, focus, words.length - 1)];
    const last = words[Math.min(Math.max(anchor, focus), words.length - 1)];
    const range = document.createRange();
    range.setStart(...first.from);
    range.setEnd(...last.to);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    last.to[0].parentElement.scrollIntoView({ block: "nearest" });
  });
  box.addEventListener("mousedown", () => { anchor = -1; focus = -1; });
}

/** Show the bar while words of `box` are selected, and hand them to `use(kind, words)` by button or letter. */
export function wordsBar(box, use) {
  const bar = document.getElementById("words");
  const buttons = new Map([...bar.querySelectorAll("[data-use]")].map((button) => [button.querySelector("kbd").textContent.toLowerCase(), button]));
  let words = null;
  const hide = () => { words = null; bar.hidden = true; };
  document.addEventListener("selectionchange", () => {
    const now = selected(box);
    if (now) {
      words = now;
      document.getElementById("words-text").textContent = now.text.length > 60 ? `${now.text.slice(0, 57)}…` : now.text;
      bar.hidden = false;
    } else if (!bar.contains(document.activeElement)) hide();
  });
  const take = (kind) => {
    if (!words) return;
    const given = words;
    getSelection().removeAllRanges();
    hide();
    use(kind, given);
  };
  for (const button of buttons.values()) {
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => take(button.dataset.use));
  }
  document.addEventListener("keydown", (event) => {
    if (!words || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (event.key === "Escape") { getSelection().removeAllRanges(); hide(); event.stopImmediatePropagation(); return; }
    const button = buttons.get(event.key.toLowerCase());
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    take(button.dataset.use);
  }, true);
  arrows(box);
}
