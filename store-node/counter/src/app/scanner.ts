/**
 * A keyboard-wedge scanner types faster than any person and ends with Enter.
 * What it types belongs to the task, whatever has the focus: the characters
 * are taken out of the field again, and the Enter presses nothing.
 */
import { LIMITS } from '../limits.ts';

export class Scanner {
  readonly #hearers = new Set<(code: string) => void>();
  /** A scan that nobody heard, while a screen was still coming. */
  #unheard: { readonly code: string; readonly at: number }[] = [];
  #text = '';
  #lastAt = 0;
  /** Keys in a row that came too fast for a hand. */
  #burst = 0;
  #field: HTMLInputElement | undefined;
  #before = '';

  /** Listens on the document until the returned function is called. */
  listen(): () => void {
    const onKey = (event: KeyboardEvent): void => this.#onKey(event);
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }

  /** Hears every scan from now on, and those of the last moments that nobody heard. */
  hear(hearer: (code: string) => void): () => void {
    this.#hearers.add(hearer);
    const recent = this.#unheard.filter(({ at }) => performance.now() - at <= LIMITS.scanKeptMs);
    this.#unheard = [];
    for (const { code } of recent) hearer(code);
    return () => this.#hearers.delete(hearer);
  }

  #tell(code: string): void {
    if (this.#hearers.size === 0) this.#unheard.push({ code, at: performance.now() });
    // A question on top of a screen hears instead of it.
    [...this.#hearers].at(-1)?.(code);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const gap = event.timeStamp - this.#lastAt;
    const isScan = gap <= LIMITS.scanGapMs;
    if (event.key === 'Enter') {
      if (isScan && this.#text.length >= LIMITS.scanLengthMin) this.#finish(event);
      this.#text = '';
      return;
    }
    if (event.key.length !== 1) return;
    if (!isScan) this.#begin(event);
    this.#lastAt = event.timeStamp;
    this.#text += event.key;
    this.#burst = gap <= LIMITS.scanBurstMs ? this.#burst + 1 : 0;
    // Three keys in a burst no hand can type: what follows does not reach the field at all.
    if (this.#burst < 3) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #begin(event: KeyboardEvent): void {
    this.#text = '';
    this.#burst = 0;
    const { target } = event;
    this.#field = target instanceof HTMLInputElement ? target : undefined;
    this.#before = this.#field?.value ?? '';
  }

  #finish(event: KeyboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    if (this.#field) restore(this.#field, this.#before);
    this.#tell(this.#text);
  }
}

/** Sets a field's value so that React hears of it. */
function restore(field: HTMLInputElement, value: string): void {
  if (field.value === value) return;
  // React overrides the setter of each field; the prototype's own one goes past it.
  Reflect.set(HTMLInputElement.prototype, 'value', value, field);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
