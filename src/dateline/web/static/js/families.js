// The six families of event types: a colour and a shape each, so that they differ also without colour.

export const FAMILY = {
  ASSAULT: "assault", COERCE: "coerce", SANCTION: "coerce", PROTEST: "protest", MOBILIZE: "mobilize", THREATEN: "mobilize",
  ACCUSE: "speech", REJECT: "speech", REQUEST: "speech", CONSULT: "speech",
  AGREE: "cooperate", SUPPORT: "cooperate", CONCEDE: "cooperate", COOPERATE: "cooperate", AID: "cooperate", RETREAT: "cooperate",
};
export const FAMILIES = ["assault", "coerce", "protest", "mobilize", "speech", "cooperate"];
export const NAMES = {
  assault: "Assault", coerce: "Coerce, sanction", protest: "Protest", mobilize: "Mobilize, threaten",
  speech: "Speech acts", cooperate: "Cooperation, aid",
};
const SHAPES = {
  assault: "M6 0 12 12 0 12Z", coerce: "M1 1h10v10H1Z", protest: "M6 0a6 6 0 1 0 .01 0Z", mobilize: "M6 0 12 6 6 12 0 6Z",
  speech: "M0 0h12L6 12Z", cooperate: "M4 0h4v4h4v4H8v4H4V8H0V4h4Z",
};
const SVG = "http://www.w3.org/2000/svg";

export function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** The family's own sign, 12 by 12. */
export function sign(family) {
  return svg("svg", { viewBox: "0 0 12 12", width: 12, height: 12, class: "dot", "aria-hidden": "true" },
    svg("path", { d: SHAPES[family] ?? SHAPES.speech, class: `family-${family}` }));
}

/** Counts by type gathered by family, in the families' order. */
export function byFamily(types) {
  const out = {};
  for (const [type, count] of Object.entries(types)) {
    const family = FAMILY[type] ?? "speech";
    out[family] = (out[family] ?? 0) + count;
  }
  return FAMILIES.filter((family) => out[family]).map((family) => [family, out[family]]);
}
