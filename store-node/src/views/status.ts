/** How the node stands: whether it trades, how far it and the hub are with each other, what waits to be sent. */
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import type { StoreNode } from '../node.ts';
import { stateHash } from './state-hash.ts';

const cursor = z.object({ n: z.int(), head: z.string() });

export const linkView = z.object({
  cut: z.boolean(),
  connected: z.boolean(),
  /** When it last came up or went down. */
  since: z.int().nullable(),
  lastContactAt: z.int().nullable(),
  /** What went wrong last; nothing while all is well. */
  trouble: z.string().nullable(),
});
export type LinkView = z.infer<typeof linkView>;

export const statusView = z.object({
  store: z.string(),
  author: z.string().nullable(),
  trading: z.boolean(),
  /** Why it does not trade. */
  reason: z.string().nullable(),
  link: linkView,
  /** Documents the hub is not known to have. */
  backlog: z.object({ count: z.int(), oldestAt: z.int().nullable() }),
  up: cursor,
  down: cursor,
  catalog: cursor,
  /** The own position the hub has confirmed. */
  hub: z.object({ confirmedN: z.int() }),
  stateHash: z.string().nullable(),
  /** What happened on disks that were set aside and fits nowhere: a person must see to it. At most so many are listed. */
  unfit: z.object({
    count: z.int(),
    first: z.array(z.object({ disk: z.string(), id: z.string(), reason: z.string() })),
  }),
});
export type StatusView = z.infer<typeof statusView>;

const BLANK = { n: 0, head: '' };

/** The line to the hub as it is now; moments are milliseconds since 1970. */
export function linkOf(node: StoreNode): LinkView {
  const { link } = node;
  return link?.status ?? { cut: node.isCut, connected: false, since: null, lastContactAt: null, trouble: null };
}

/** Whether the store trades, and how it stands to the hub. */
export async function statusOf(node: StoreNode): Promise<StatusView> {
  const { store, link, standing } = node;
  const oldestAt = link ? await link.oldestUnsentAt() : null;
  const up = store?.ports.journal.durable ?? BLANK;
  const confirmedN = link?.confirmed ?? 0;
  const of = ({ n, head }: { n: number; head: string }): { n: number; head: string } => ({ n, head });
  return {
    store: node.id,
    author: store?.ports.journal.author ?? null,
    trading: standing.trading,
    reason: standing.trading ? null : standing.reason,
    link: linkOf(node),
    backlog: { count: Math.max(0, up.n - confirmedN), oldestAt },
    up: of(up),
    down: of(store?.state.down ?? BLANK),
    catalog: of(store?.catalogue.cursor ?? BLANK),
    hub: { confirmedN },
    stateHash: store ? stateHash(store) : null,
    unfit: { count: node.unfit.length, first: node.unfit.slice(0, LIMITS.unfitListed) },
  };
}
