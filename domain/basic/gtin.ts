/**
 * GTIN check digits. Source: GS1 General Specifications, section 7.9: from the
 * right, digits before the check digit weigh 3, 1, 3, 1…; the check digit brings
 * the sum to a multiple of ten.
 */
const LENGTHS = new Set([8, 12, 13, 14]);

/** The check digit for `body`, the digits before it. */
export function checkDigit(body: string): number {
  let sum = 0;
  for (let index = 0; index < body.length; index++) {
    const weight = (body.length - index) % 2 === 1 ? 3 : 1;
    sum += Number(body[index]) * weight;
  }
  return (10 - (sum % 10)) % 10;
}

/** True for a GTIN-8, -12, -13 or -14 whose check digit is right. */
export function isGtin(text: string): boolean {
  return /^\d+$/.test(text) && LENGTHS.has(text.length) && checkDigit(text.slice(0, -1)) === Number(text.at(-1));
}

/** The same number in fourteen digits, so that a UPC-A and its EAN-13 compare equal. */
export const gtin14 = (text: string): string => text.padStart(14, '0');
