/**
 * Canonical JSON: keys sorted by code unit, no white space, only what JSON can
 * hold. Two processes that hold equal values produce equal bytes, which is what
 * hashes and the comparison of folds rest on. (RFC 8785 for the subset used
 * here: strings, integers, booleans, null, arrays, plain objects.)
 */
export function canonical(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : 'null';
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  let text = '';
  if (Array.isArray(value)) {
    for (const member of value) text += `${text === '' ? '' : ','}${canonical(member)}`;
    return `[${text}]`;
  }
  const object = value as Record<string, unknown>;
  for (const key of Object.keys(object).sort()) {
    const member = object[key];
    if (member !== undefined) text += `${text === '' ? '' : ','}${quotedKey(key)}${canonical(member)}`;
  }
  return `{${text}}`;
}

/** Documents repeat a few hundred keys for ever, and every document is hashed: quoting each key once halves the work. */
const quotedKeys = new Map<string, string>();
const QUOTED_KEYS_MAX = 1000;

function quotedKey(key: string): string {
  const known = quotedKeys.get(key);
  if (known !== undefined) return known;
  const quoted = `${JSON.stringify(key)}:`;
  if (quotedKeys.size < QUOTED_KEYS_MAX) quotedKeys.set(key, quoted);
  return quoted;
}

/** SHA-256 in hexadecimal; handed in by the process, because the domain does no I/O and runs in browsers too. */
export type Sha256 = (text: string) => string;
