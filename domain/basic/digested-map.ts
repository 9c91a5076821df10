/**
 * A map whose content has a digest at any time. Its values are replaced and
 * never changed: a value that changes in place would leave the digest behind.
 */
import { canonical } from './canonical.ts';
import { Digest, hashText, type TextHash } from './digest.ts';
import type { Frozen } from './frozen.ts';

const scratch: TextHash = { lo: 0, hi: 0 };

const entryHash = (key: string, value: unknown): TextHash => {
  hashText(canonical([key, value]), scratch);
  return scratch;
};

export class DigestedMap<Value> extends Map<string, Value> {
  #digest = new Digest();

  get digest(): string {
    return this.#digest.toString();
  }

  override set(key: string, value: Value): this {
    this.#leave(key);
    this.#digest.add(entryHash(key, value));
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    this.#leave(key);
    return super.delete(key);
  }

  override clear(): void {
    this.#digest = new Digest();
    super.clear();
  }

  freeze(): Frozen {
    return { plain: { digest: this.digest }, list: [...this] };
  }

  static thaw<Value>({ plain, list = [] }: Frozen): DigestedMap<Value> {
    const map = new DigestedMap<Value>();
    for (const [key, value] of list as [string, Value][]) Map.prototype.set.call(map, key, value);
    map.#digest = Digest.from((plain as { digest: string }).digest);
    return map;
  }

  #leave(key: string): void {
    const former = this.get(key);
    if (former !== undefined) this.#digest.remove(entryHash(key, former));
  }
}
