/**
 * Small documents that are created once and never changed: whoever comes
 * second is given what stands. Fences and seals are made of them.
 */
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import { makeDatabase } from './databases.ts';
import { databaseOf, ONCE } from './names.ts';
import { createAll, readKeys, readRange, type Stored, type Target } from './rows.ts';
import type { CouchServer } from './server.ts';
import { Superseded } from './superseded.ts';

interface Kept extends Stored {
  readonly value: unknown;
}

export class OnceDocuments {
  readonly #target: Target;

  private constructor(target: Target) {
    this.#target = target;
  }

  /** Makes the database unless it is there. Rejects with `StorageFailure`. */
  static async open(server: CouchServer, prefix: string): Promise<OnceDocuments> {
    const database = databaseOf(prefix, ONCE);
    await makeDatabase(server, database);
    return new OnceDocuments({ server, database });
  }

  /**
   * Creates the document, and gives back what stands under the id: `value`, or what somebody else created before. An
   * unknown outcome is asked for until it is known; rejects with `StorageFailure` when it stays unknown.
   */
  async create(id: string, value: unknown): Promise<unknown> {
    const row = { _id: `!${id}`, value };
    try {
      await createAll(this.#target, [row], (found, sent) => canonical(valueOf(found)) === canonical(sent.value));
      return value;
    } catch (error) {
      if (error instanceof Superseded) return this.get(id);
      throw error;
    }
  }

  /** What stands under the id; undefined when nothing does. */
  async get(id: string): Promise<unknown> {
    const found = (await readKeys(this.#target, [{ _id: `!${id}` }])).get(`!${id}`);
    return found === undefined ? undefined : valueOf(found);
  }

  /** Everything whose id starts with `prefix`, ordered by id. */
  async list(prefix: string): Promise<{ id: string; value: unknown }[]> {
    const found: { id: string; value: unknown }[] = [];
    const range = { startkey: `!${prefix}`, endkey: `!${prefix}\u{10ffff}` };
    for await (const page of readRange(this.#target, range)) {
      found.push(...page.map((row) => ({ id: row._id.slice(1), value: valueOf(row) })));
    }
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

const valueOf = (stored: Stored): unknown => (stored as Kept).value;
