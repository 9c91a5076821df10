/** Physical facts that did not fit and documents that are kept aside, listed over all stores and resolved by a person. */
import { z } from 'zod';
import { must } from '@ringfence/domain/basic/assert.ts';
import type { StoreId } from '@ringfence/domain/basic/ids.ts';
import { refuse } from '@ringfence/domain/basic/outcome.ts';
import { resolution } from '@ringfence/domain/documents/exceptions.ts';
import { id } from '@ringfence/domain/documents/fields.ts';
import { type ExceptionRecord, type ExceptionType, isOpen } from '@ringfence/domain/store/exceptions.ts';
import type { Difference } from '@ringfence/domain/member/shard.ts';
import type { StoreState } from '@ringfence/domain/store/state.ts';
import type * as api from '@ringfence/graphql/generated/schema.ts';
import type { Desk, Hub } from '../../hub.ts';
import type { Outcome } from '../../outcome.ts';
import type { Quarantined } from '../../quarantine.ts';
import { parseInput, parseQuery } from '../input.ts';
import { pageInput, pageOf, timeKey } from '../paging.ts';
import { renderRefusal } from '../refusals.ts';
import type { ApiContext } from '../scopes.ts';
import { namedStores, storeIds } from '../availability.ts';
import { renderStore } from './catalogue.ts';

const TYPES: Record<ExceptionType, api.ExceptionType> = {
  oversold: 'OVERSOLD',
  'count-below-promises': 'COUNT_BELOW_PROMISES',
  'unverified-return': 'UNVERIFIED_RETURN',
  'short-pick': 'SHORT_PICK',
  'delivery-mismatch': 'DELIVERY_MISMATCH',
  'transfer-mismatch': 'TRANSFER_MISMATCH',
  'does-not-fit': 'DOES_NOT_FIT',
};

const listing = z.object({
  ...pageInput,
  filter: z
    .object({
      storeIds: storeIds.optional(),
      types: z.array(z.string()).max(20).optional(),
      open: z.boolean().optional(),
    })
    .optional(),
});
const resolving = resolution.extend({
  id,
  store: id,
  exception: z.string().max(220),
  note: resolution.shape.note.min(1),
});
const RESOLVE = ['UnknownStore', 'UnknownException', 'InvalidInput', 'ExistsDifferent', 'Overloaded'] as const;

type Rendered = api.ResolversParentTypes['StockException'];
type Filter = NonNullable<z.infer<typeof listing>['filter']>;

function renderRecord(state: StoreState, record: ExceptionRecord): Rendered {
  const done = state.resolutions.get(record.id);
  return {
    id: record.id,
    storeId: state.store,
    type: TYPES[record.type],
    at: record.at,
    lines: record.lines.map(({ sku, units }) => ({ sku, units })),
    reason: record.reason,
    open: isOpen(record, state),
    resolution: done && { by: done.by || null, note: done.note, at: done.at },
  };
}

function renderDifference(found: Difference): Rendered {
  const { id, store: storeId, document, at, resolution, byRules } = found;
  const reason =
    `${document} earned ${found.earned} points at a tier rate of ${found.tierRate} %; the rules of version ` +
    `${found.rules} give ${byRules.earned} at ${byRules.tierRate} %`;
  return { id, storeId, type: 'POINTS_DIFFER', at, lines: [], reason, open: resolution === null, resolution };
}

function renderQuarantined(storeId: StoreId, kept: Quarantined): Rendered {
  const { exception, at, reason, dismissal, raw } = kept;
  const resolution = dismissal && { by: dismissal.by || null, note: dismissal.note, at: dismissal.at };
  return { id: exception, storeId, type: 'QUARANTINED', at, lines: [], reason, open: !dismissal, resolution, raw };
}

async function exceptionsOf(hub: Hub, filter: Filter): Promise<{ key: string; entry: () => Rendered }[]> {
  const stores = filter.storeIds && new Set<StoreId>(namedStores(hub, filter.storeIds).map((info) => info.store));
  const isAsked = (type: api.ExceptionType): boolean => filter.types?.includes(type) ?? true;
  const found: { key: string; entry: () => Rendered }[] = [];
  for (const { store, state } of hub.desks()) {
    if (stores && !stores.has(store)) continue;
    for (const record of state.exceptions.values()) {
      if (!isAsked(TYPES[record.type])) continue;
      if (filter.open !== undefined && isOpen(record, state) !== filter.open) continue;
      found.push({ key: timeKey(record.at, `${store}~${record.id}`), entry: () => renderRecord(state, record) });
    }
    if (!isAsked('QUARANTINED')) continue;
    for (const kept of await hub.quarantine(store)) {
      if (filter.open !== undefined && !kept.dismissal !== filter.open) continue;
      found.push({ key: timeKey(kept.at, `${store}~${kept.exception}`), entry: () => renderQuarantined(store, kept) });
    }
  }
  if (isAsked('POINTS_DIFFER'))
    for (const difference of hub.members.differences.list()) {
      const { store, at, id: name, resolution } = difference;
      if (stores && !stores.has(store)) continue;
      if (filter.open !== undefined && (resolution === null) !== filter.open) continue;
      found.push({ key: timeKey(at, `${store}~${name}`), entry: () => renderDifference(difference) });
    }
  return found;
}

/** Dealt with: what a store reported, or what is kept aside; nothing when there is no such exception. */
async function resolve(
  hub: Hub,
  desk: Desk,
  input: { id: string; exception: string; by: string; note: string },
): Promise<{ outcome: Outcome<unknown>; render: () => Promise<Rendered> } | undefined> {
  const { store, state } = desk;
  const { exception } = input;
  const record = state.exceptions.get(exception);
  if (record) {
    const outcome = await hub.resolveException(store, input);
    return { outcome, render: async () => renderRecord(state, record) };
  }
  const difference = hub.members.differences.find(exception);
  if (difference?.store === store)
    return {
      outcome: await hub.members.differences.resolve(input),
      // As it is then: resolving makes another one of it.
      render: async () => renderDifference(must(hub.members.differences.find(exception), 'what is dealt with stays')),
    };
  const find = async () => (await hub.quarantine(store)).find((kept) => kept.exception === exception);
  if (!(await find())) return undefined;
  const outcome = await hub.dismissQuarantined(store, input);
  return { outcome, render: async () => renderQuarantined(store, must(await find(), 'what is dealt with stays')) };
}

const unknownException = (id: string) => ({
  __typename: 'UnknownException' as const,
  code: 'unknown-exception',
  message: `This store has reported no exception ${id}.`,
  field: 'exceptionId',
  retry: true,
});

export function exceptionResolvers(hub: Hub): Pick<api.Resolvers<ApiContext>, 'Query' | 'Mutation' | 'StockException'> {
  return {
    Query: {
      exceptions: async (_parent, input) => {
        const { filter = { open: true }, ...page } = parseQuery(listing, input);
        return pageOf(await exceptionsOf(hub, filter), page, (render) => render());
      },
    },
    Mutation: {
      resolveException: async (_parent, { input }, { caller }) => {
        const { storeId, exceptionId, by, ...rest } = input;
        const parsed = parseInput(resolving, {
          ...rest,
          store: storeId,
          exception: exceptionId,
          by: by ?? caller.name,
        });
        if (!parsed.ok) return renderRefusal(parsed.refusal, RESOLVE);
        const { store, exception, id: subject, note, by: who } = parsed.value;
        const desk = hub.desk(store);
        if (!desk) {
          const no = refuse('unknown-store', `There is no store ${store}.`, { field: 'store' });
          return renderRefusal(no.refusal, RESOLVE, { storeId: store });
        }
        const resolved = await resolve(hub, desk, { id: subject, exception, by: who, note });
        if (!resolved) return unknownException(exception);
        const { outcome, render } = resolved;
        if (outcome.outcome === 'refused') return renderRefusal(outcome.refusal, RESOLVE, { storeId: store });
        return {
          __typename: 'ExceptionResolved',
          outcome: outcome.outcome === 'exists' ? 'EXISTS' : 'RECORDED',
          exception: await render(),
        };
      },
    },
    StockException: {
      store: ({ storeId }) => {
        const info = hub.catalogue.store(storeId);
        return info ? renderStore(info) : null;
      },
      document: ({ raw }) => raw?.() ?? null,
    },
  };
}
