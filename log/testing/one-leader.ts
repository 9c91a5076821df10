/** The smallest leadership there is: every call takes the next term, by a fence that is created once. For tests. */
import type { Leadership } from '../leadership.ts';
import type { OnceDocuments } from '../couch/once.ts';
import { Superseded } from '../couch/superseded.ts';
import type { Seal, Term } from '../terms.ts';

const named = (kind: string, term: Term): string => `${kind}~test~${String(term).padStart(8, '0')}`;

export async function lead(once: OnceDocuments, by: string): Promise<Leadership> {
  let term = 1;
  while ((await once.create(named('fence', term), { term, by })) !== undefined) {
    const standing = (await once.get(named('fence', term))) as { by: string };
    if (standing.by === by) break;
    term += 1;
  }
  return {
    term,
    seals: async () => (await once.list('seal~test~')).map(({ value }) => value as Seal),
    seal: async (seal) => (await once.create(named('seal', seal.term), seal)) as Seal,
    confirm: async () => {
      if ((await once.get(named('fence', term + 1))) !== undefined) throw new Superseded(`term ${term} has ended`);
    },
  };
}
