// The filter line taken apart at its top level, enough to put a term in or take one out; the server alone knows what it
// means.

/** The top-level terms of a filter line: quoted words and parentheses stay whole. */
export function terms(line) {
  const out = [];
  let term = "", depth = 0, quoted = false;
  for (const letter of line) {
    if (letter === '"') quoted = !quoted;
    if (!quoted && letter === "(") depth += 1;
    if (!quoted && letter === ")") depth -= 1;
    if (!quoted && depth === 0 && /\s/.test(letter)) {
      if (term) out.push(term);
      term = "";
    } else term += letter;
  }
  if (term) out.push(term);
  return out;
}

/** A term as `[field, [values]]`, or null where it is a word, a group or turned round. */
export function parts(term) {
  const at = term.indexOf(":");
  if (at < 1 || /["(\-]/.test(term[0])) return null;
  const values = [];
  let value = "", quoted = false;
  for (const letter of term.slice(at + 1)) {
    if (letter === '"') quoted = !quoted;
    if (letter === "," && !quoted) { values.push(value); value = ""; } else value += letter;
  }
  values.push(value);
  return [term.slice(0, at), values];
}

const same = (one, other) => one.toLowerCase() === other.toLowerCase();

/** Whether the line asks for this term among others of its field. */
export function has(line, wanted) {
  const [field, [value]] = parts(wanted) ?? [null, [null]];
  return terms(line).some((term) => {
    const found = parts(term);
    return found && field && same(found[0], field) && found[1].some((one) => same(one, value));
  });
}

/** The line with this value of its field added, or taken out where it is there; values of one field mean any of them. */
export function toggle(line, wanted) {
  const [field, [value]] = parts(wanted);
  const out = [];
  let done = false;
  for (const term of terms(line)) {
    const found = parts(term);
    if (!found || !same(found[0], field) || done) { out.push(term); continue; }
    done = true;
    const kept = found[1].filter((one) => !same(one, value));
    const values = kept.length === found[1].length ? [...kept, value] : kept;
    if (values.length) out.push(`${found[0]}:${values.join(",")}`);
  }
  if (!done) out.push(wanted);
  return out.join(" ");
}

/** The line with every term of `field` replaced by one, or taken out for a null value. */
export function set(line, field, value) {
  const kept = terms(line).filter((term) => { const found = parts(term); return !found || !same(found[0], field); });
  if (value) kept.push(`${field}:${value}`);
  return kept.join(" ");
}

/** The one value of `field`, or null. */
export function get(line, field) {
  for (const term of terms(line)) {
    const found = parts(term);
    if (found && same(found[0], field) && found[1].length === 1) return found[1][0];
  }
  return null;
}
