// The map: our own borders, rivers and names; points in clusters; areas hatched where only an area is known.
import * as maplibre from "../vendor/maplibre-gl.mjs";
import { byFamily, svg } from "./families.js";

const here = new URL(".", import.meta.url);
const LIGHT = { land: "#ffffff", sea: "#dfe8ef", border: "#7b8794", province: "#c9d0d8", water: "#9fc3de", hatch: "#b5500f", name: "#566372", halo: "#ffffff" };
const DARK = { land: "#1b222a", sea: "#0d1318", border: "#66727f", province: "#333d48", water: "#2f5871", hatch: "#ffa26b", name: "#9aa8b6", halo: "#1b222a" };

function dark() {
  const set = document.documentElement.dataset.theme;
  return set ? set === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

async function topology(name) {
  const answer = await fetch(new URL(`../map/${name}.json`, here));
  return answer.json();
}

/** A small square with a line across it, which tiled makes the hatching. */
function hatching(colour) {
  const size = 8, canvas = new OffscreenCanvas(size, size), pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.55;
  pen.lineWidth = 1.2;
  pen.beginPath();
  for (const shift of [-size, 0, size]) { pen.moveTo(shift, size); pen.lineTo(shift + size, 0); }
  pen.stroke();
  return pen.getImageData(0, 0, size, size);
}

function centre(feature) {
  // The middle of the largest ring's box: where the words go, not where anything happened.
  let best = null, most = -1;
  const rings = feature.geometry.type === "Polygon" ? [feature.geometry.coordinates[0]] : feature.geometry.coordinates.map((part) => part[0]);
  for (const ring of rings) {
    let west = 180, east = -180, south = 90, north = -90;
    for (const [x, y] of ring) { west = Math.min(west, x); east = Math.max(east, x); south = Math.min(south, y); north = Math.max(north, y); }
    const size = (east - west) * (north - south);
    if (size > most) { most = size; best = [(west + east) / 2, (south + north) / 2]; }
  }
  return best;
}

const key = (country, name) => `${country}|${name ?? ""}`;

export class EventMap {
  /** `onMove(bounds, zoom)` after the view changed, `onPick(cluster)`, `onArea(area)` when a person chooses one. */
  constructor(element, { onMove, onPick, onArea, view }) {
    this.onPick = onPick;
    this.onArea = onArea;
    this.markers = [];
    this.outlines = new Map();
    const colours = dark() ? DARK : LIGHT;
    this.map = new maplibre.Map({
      container: element,
      style: { version: 8, sources: {}, layers: [{ id: "sea", type: "background", paint: { "background-color": colours.sea } }] },
      center: view?.center ?? [30, 20], zoom: view?.zoom ?? 1.6, attributionControl: false, renderWorldCopies: false,
      dragRotate: false, pitchWithRotate: false, fadeDuration: 0,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
    this.areas = [];
    this.areaMarkers = [];
    this.ready = this.#furnish(colours);
    this.map.on("moveend", () => onMove(this.map.getBounds(), this.map.getZoom()));
  }

  async #furnish(colours) {
    await new Promise((done) => this.map.once("load", done));
    // The map's worker reads these files by itself, so that the page goes on answering meanwhile.
    const add = (id, name = id) => this.map.addSource(id, { type: "geojson", data: new URL(`../map/${name}.json`, here).href, tolerance: 0.3 });
    const layer = (id, type, source, paint, more = {}, before = undefined) => this.map.addLayer({ id, type, source, paint, ...more }, before);
    for (const name of ["land", "borders", "lakes"]) add(name);
    this.map.addSource("areas", { type: "geojson", data: { type: "FeatureCollection", features: [] }, tolerance: 0.3 });
    this.map.addImage("hatching", hatching(colours.hatch));
    layer("land", "fill", "land", { "fill-color": colours.land });
    layer("areas", "fill", "areas", { "fill-pattern": "hatching" });
    layer("lakes", "fill", "lakes", { "fill-color": colours.water });
    layer("country-borders", "line", "borders", { "line-color": colours.border, "line-width": 1.1 }, { filter: ["==", ["get", "kind"], "country"] });
    layer("disputed-borders", "line", "borders", { "line-color": colours.border, "line-width": 1.1, "line-dasharray": [3, 2.5] }, { filter: ["==", ["get", "kind"], "disputed"] });
    // What only a nearer view shows waits for one, or until there is nothing else to do.
    let near = false;
    const nearer = () => {
      if (near) return;
      near = true;
      for (const name of ["rivers", "provinces", "names"]) add(name);
      layer("rivers", "line", "rivers", { "line-color": colours.water, "line-width": 1 }, { minzoom: 3 }, "country-borders");
      layer("provinces", "line", "provinces", { "line-color": colours.province, "line-width": 0.8 }, { minzoom: 3.2 }, "country-borders");
      layer("names", "symbol", "names", { "text-color": colours.name, "text-halo-color": colours.halo, "text-halo-width": 1.2 }, { minzoom: 4.6, layout: { "text-field": ["get", "name"], "text-font": ["Inter"], "text-size": 12, "text-max-width": 7 } });
    };
    const look = () => { if (this.map.getZoom() >= 3) nearer(); };
    this.map.on("moveend", look);
    look();
    this.map.once("idle", () => setTimeout(nearer, 1000));
  }

  /** The outlines of countries and provinces, read when an area is first to be drawn. */
  #readOutlines() {
    this.reading ??= topology("world").then((world) => {
      // Each is made of its arcs when it is wanted: a view of the world wants few of five thousand.
      for (const one of world.objects.provinces.geometries) this.outlines.set(key(one.properties.country, one.properties.name), one);
      for (const one of world.objects.countries.geometries) this.outlines.set(key(one.properties.country, null), one);
      this.world = world;
    });
    return this.reading;
  }

  /** The outline of an area with its properties; undefined where there is none. */
  #outline(area) {
    const found = this.outlines.get(key(area.country, area.admin1)) ?? this.outlines.get(key(area.country, null));
    if (!found) return undefined;
    found.outline ??= topojson.feature(this.world, found);
    return found.outline;
  }

  /** Draw what `/api/map` answered: the points at once, the areas as soon as there are outlines. */
  draw(view) {
    for (const marker of this.markers) marker.remove();
    this.markers = view.clusters.map((cluster) => this.#marker(donut(cluster), [cluster.lon, cluster.lat], () => this.onPick(cluster)));
    this.areas = view.areas;
    return this.#drawAreas();
  }

  async #drawAreas() {
    await Promise.all([this.ready, this.areas.length ? this.#readOutlines() : null]);
    if (!this.shown) {
      // Told to whoever measures, or waits for the map to be whole.
      this.shown = true;
      this.map.once("idle", () => performance.mark("map"));
    }
    for (const marker of this.areaMarkers) marker.remove();
    const areas = new Map();
    for (const area of this.areas) {
      // We have no outlines of districts: they stand in their province, which is true of them too.
      const outline = this.#outline(area);
      if (!outline) continue;
      const gathered = areas.get(outline) ?? { outline, count: 0, area };
      gathered.count += area.count;
      areas.set(outline, gathered);
    }
    const drawn = [...areas.values()];
    this.map.getSource("areas")?.setData({ type: "FeatureCollection", features: drawn.map((one) => one.outline) });
    this.areaMarkers = drawn.map((one) => {
      const label = document.createElement("button");
      label.type = "button";
      label.className = "somewhere";
      label.textContent = `≈ ${one.count.toLocaleString("en")}${this.map.getZoom() < 4.5 ? "" : " somewhere here"}`;
      label.setAttribute("aria-label", `About ${one.count} events somewhere in ${one.outline.properties.name ?? one.outline.properties.country}`);
      return this.#marker(label, centre(one.outline), () => this.onArea(one.area, one.outline), [0, 22]);
    });
  }

  /** `offset` keeps the words of an area from covering the points that lie in its middle. */
  #marker(element, at, chosen, offset = [0, 0]) {
    element.addEventListener("click", (event) => { event.stopPropagation(); chosen(); });
    return new maplibre.Marker({ element, offset }).setLngLat(at).addTo(this.map);
  }

  /** Show the box that holds these clusters and areas.  Where there are points, they decide it. */
  async fit(view) {
    if (!view.clusters.length) await this.#readOutlines();
    const box = new maplibre.LngLatBounds();
    for (const cluster of view.clusters) box.extend([cluster.lon, cluster.lat]);
    for (const area of view.areas) {
      const outline = this.#outline(area);
      if (outline) box.extend(centre(outline));
    }
    if (!box.isEmpty()) this.map.fitBounds(box, { padding: { top: 60, left: 60, right: 60, bottom: 110 }, maxZoom: 7, animate: false }); // the legend lies below
  }

  zoomTo(cluster) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map.easeTo({ center: [cluster.lon, cluster.lat], zoom: Math.min(this.map.getZoom() + 2, 12), duration: calm ? 0 : 300 });
  }
}

/** A cluster as a ring of its families with its number inside; one event alone is a dot. */
function donut(cluster) {
  const parts = byFamily(cluster.types), size = cluster.count === 1 ? 14 : Math.min(52, 24 + 7 * Math.log10(cluster.count) * 2);
  const half = size / 2, hole = half * 0.62, drawing = svg("svg", { width: size, height: size, viewBox: `${-half} ${-half} ${size} ${size}`, "aria-hidden": "true" });
  let from = 0;
  for (const [family, count] of parts) {
    const to = from + count / cluster.count;
    drawing.append(parts.length === 1 ? svg("circle", { r: half, class: `family-${family}` }) : svg("path", { d: wedge(half, from, to), class: `family-${family}` }));
    from = to;
  }
  if (cluster.count > 1) {
    const text = svg("text", {});
    text.textContent = cluster.count > 9999 ? `${Math.round(cluster.count / 1000)}k` : String(cluster.count);
    drawing.append(svg("circle", { r: hole, class: "hole" }), text);
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "donut";
  button.setAttribute("aria-label", `${cluster.count} ${cluster.count === 1 ? "event" : "events"}: ${parts.map(([family, count]) => `${count} ${family}`).join(", ")}`);
  button.append(drawing);
  return button;
}

function wedge(radius, from, to) {
  const at = (share) => { const angle = 2 * Math.PI * share - Math.PI / 2; return `${radius * Math.cos(angle)} ${radius * Math.sin(angle)}`; };
  return `M0 0L${at(from)}A${radius} ${radius} 0 ${to - from > 0.5 ? 1 : 0} 1 ${at(to)}Z`;
}
