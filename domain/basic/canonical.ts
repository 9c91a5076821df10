/**
 * Canonical JSON: keys sorted by code unit, no white space, only what JSON can
 * hold. Two processes that hold equal values produce equal bytes, which is what
 * hashes and the comparison of folds rest on. (RFC 8785 for the subset used
 * here: strings, integers, booleans, null, arrays, plain objects.)
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  let text = '';
  const object = value as Record<string, unknown>;
  for (const key of Object.keys(object).sort()) {
    const member = object[key];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(member)}`;
  }
  return `{${text}}`;
}

/** SHA-256 in hexadecimal; handed in by the process, because the domain does no I/O and runs in browsers too. */
export type Sha256 = (text: string) => string;
