/**
 * Objects that are answered again and again. What it keeps true: such an object never changes, so that the text made
 * of it for a selection may be used again for the same one.
 */

/** Writes an object as JSON text. */
type Write = (value: unknown) => string;

export class Unchanging {
  #write: Write | undefined;
  #text = '';

  /** `object` as `write` writes it; the text of the selection that asked last is kept. */
  static text(object: Unchanging, write: Write): string {
    if (object.#write === write) return object.#text;
    // In one piece, and not the many it was put together from: it will be joined into long texts again and again.
    object.#text = Buffer.from(write(object)).toString();
    object.#write = write;
    return object.#text;
  }
}
