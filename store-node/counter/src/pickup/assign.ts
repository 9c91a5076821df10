/** Taking an order to gather it: asked of the store at once, never kept for later; a note that is late is of no use. */
import type { Refused } from '../data/node-api.ts';
import { Unreachable } from '../data/node-api.ts';
import type { Shop } from '../data/shop.ts';

export interface Assigning {
  readonly order: string;
  readonly by: string;
  /** Nobody when it is put back. */
  readonly to: string | null;
  readonly override?: { readonly by: string; readonly reason: string };
}

/** `unseen` when nobody answered: the person may go on, colleagues do not see it. */
export async function assign(
  shop: Pick<Shop, 'api'>,
  assigning: Assigning & { readonly id: string },
  approval?: string,
): Promise<'taken' | 'unseen' | Refused> {
  try {
    const answer = await shop.api.command('assignments', assigning, approval === undefined ? {} : { approval });
    return answer.outcome === 'refused' ? answer : 'taken';
  } catch (error) {
    if (error instanceof Unreachable) return 'unseen';
    throw error;
  }
}
