/**
 * A keyboard-wedge scanner types faster than any person and ends with Enter.
 * What it types belongs to the task, whatever has the focus: the characters
 * are taken out of the field again, and the Enter presses nothing.
 */
import { Subject } from 'rxjs';
import { LIMITS } from '../limits.ts';

export class Scanner {
  readonly scans$ = new Subject<string>();
  #text = '';
  #lastAt = 0;
  #field: HTMLInputElement | undefined;
  #before = '';

  /** Listens on the document until the returned function is called. */
  listen(): () => void {
    const onKey = (event: KeyboardEvent): void => this.#onKey(event);
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }

  /** A code that came another way: camera, or typed and confirmed. */
  tell(code: string): void {
    this.scans$.next(code.trim());
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const isFast = event.timeStamp - this.#lastAt <= LIMITS.scanGapMs;
    if (event.key === 'Enter') {
      if (isFast && this.#text.length >= LIMITS.scanLengthMin) this.#finish(event);
      this.#text = '';
      return;
    }
    if (event.key.length !== 1) return;
    if (!isFast) this.#begin(event);
    this.#lastAt = event.timeStamp;
    this.#text += event.key;
    // From the third fast key on it is a scanner: nothing more reaches the field.
    if (this.#text.length > 2) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  #begin(event: KeyboardEvent): void {
    this.#text = '';
    const { target } = event;
    this.#field = target instanceof HTMLInputElement ? target : undefined;
    this.#before = this.#field?.value ?? '';
  }

  #finish(event: KeyboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    if (this.#field) restore(this.#field, this.#before);
    this.scans$.next(this.#text);
  }
}

/** Sets a field's value so that React hears of it. */
function restore(field: HTMLInputElement, value: string): void {
  if (field.value === value) return;
  // React overrides the setter of each field; the prototype's own one goes past it.
  Reflect.set(HTMLInputElement.prototype, 'value', value, field);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
