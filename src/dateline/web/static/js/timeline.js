// The timeline: bars by family, with a brush that sets the first and last day.
import { FAMILIES, svg } from "./families.js";

const DAY = 86_400_000;
const day = (iso) => Date.parse(`${iso}T00:00:00Z`);
const iso = (time) => new Date(time).toISOString().slice(0, 10);

export class Timeline {
  constructor(drawing, onBrush) {
    this.drawing = drawing;
    this.onBrush = onBrush;
    drawing.addEventListener("pointerdown", (event) => this.#start(event));
    drawing.addEventListener("pointermove", (event) => this.#move(event));
    drawing.addEventListener("pointerup", (event) => this.#end(event));
    drawing.addEventListener("dblclick", () => onBrush(null, null));
  }

  /** Draw `view` (bars with `parts` by family), the chosen range and, dashed, the period before. */
  draw(view, from, to, before = null) {
    const box = this.drawing.getBoundingClientRect();
    this.width = Math.max(200, box.width);
    const high = Math.max(50, box.height);
    this.drawing.setAttribute("viewBox", `0 0 ${this.width} ${high}`);
    this.drawing.replaceChildren();
    this.view = view;
    if (!view.bars.length) return;
    this.first = day(view.bars[0].start);
    this.last = day(view.bars.at(-1).end) + DAY;
    const left = 34, bottom = 16, most = Math.max(...view.bars.map((bar) => bar.count), ...(before?.bars ?? []).map((bar) => bar.count));
    this.left = left;
    const x = (time) => left + ((time - this.first) / (this.last - this.first)) * (this.width - left - 4);
    const y = (count) => (high - bottom) * (1 - count / most) + 2;
    this.x = x;
    for (const share of [0, 0.5, 1]) {
      const text = svg("text", { x: left - 5, y: y(most * share) + (share ? 8 : 0), "text-anchor": "end", "font-size": 10, fill: "currentColor", opacity: 0.75 });
      text.textContent = Math.round(most * share).toLocaleString("en");
      this.drawing.append(svg("line", { x1: left, x2: this.width, y1: y(most * share), y2: y(most * share), stroke: "currentColor", opacity: 0.12 }), text);
    }
    for (const bar of view.bars) {
      const start = day(bar.start), end = day(bar.end) + DAY, wide = Math.max(1, x(end) - x(start) - 1);
      const outside = (from && end <= day(from)) || (to && start > day(to));
      const group = svg("g", outside ? { class: "outside" } : {});
      const title = svg("title");
      title.textContent = `${bar.start}${bar.end === bar.start ? "" : ` to ${bar.end}`}: ${bar.count}`;
      group.append(title);
      let stacked = 0;
      for (const family of FAMILIES) {
        const count = bar.parts?.[family] ?? 0;
        if (!count) continue;
        group.append(svg("rect", { x: x(start), width: wide, y: y(stacked + count), height: Math.max(0.5, y(stacked) - y(stacked + count)), class: `family-${family}` }));
        stacked += count;
      }
      this.drawing.append(group);
    }
    for (const bar of before?.bars ?? []) {
      // The period before, moved by its length so that the two lie over each other.
      const start = day(bar.start) + before.shift, end = day(bar.end) + DAY + before.shift;
      this.drawing.append(svg("path", { class: "before", d: `M${x(start)} ${y(bar.count)}H${x(end)}` }));
    }
    const ticks = Math.min(8, Math.max(2, Math.floor(this.width / 110)));
    for (let tick = 0; tick < ticks; tick += 1) {
      const time = this.first + ((this.last - this.first) * (tick + 0.5)) / ticks;
      const text = svg("text", { x: x(time), y: high - 3, "text-anchor": "middle", "font-size": 10, fill: "currentColor", opacity: 0.75 });
      const span = (this.last - this.first) / DAY;
      text.textContent = new Date(time).toLocaleDateString("en", { timeZone: "UTC", year: "numeric", ...(span < 3000 ? { month: "short" } : {}), ...(span < 120 ? { day: "numeric" } : {}) });
      this.drawing.append(text);
    }
    if (from || to) {
      const start = from ? Math.max(day(from), this.first) : this.first, end = to ? Math.min(day(to) + DAY, this.last) : this.last;
      if (end > start) this.drawing.append(svg("rect", { class: "brush", x: x(start), width: x(end) - x(start), y: 1, height: high - bottom }));
    }
  }

  #time(event) {
    const box = this.drawing.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * this.width;
    const share = Math.max(0, Math.min(1, (at - this.left) / (this.width - this.left - 4)));
    return this.first + share * (this.last - this.first);
  }

  #start(event) {
    if (!this.view?.bars.length) return;
    this.drawing.setPointerCapture(event.pointerId);
    this.from = this.#time(event);
    this.shade = svg("rect", { class: "brush", y: 1, height: this.drawing.getBoundingClientRect().height - 17, x: 0, width: 0 });
    this.drawing.append(this.shade);
  }

  #move(event) {
    if (!this.shade) return;
    const [start, end] = [this.from, this.#time(event)].sort((one, other) => one - other);
    this.shade.setAttribute("x", this.x(start));
    this.shade.setAttribute("width", Math.max(0, this.x(end) - this.x(start)));
  }

  #end(event) {
    if (!this.shade) return;
    this.shade.remove();
    this.shade = null;
    const [start, end] = [this.from, this.#time(event)].sort((one, other) => one - other);
    if (this.x(end) - this.x(start) > 4) this.onBrush(iso(start), iso(Math.min(end, this.last - DAY)));
  }
}
