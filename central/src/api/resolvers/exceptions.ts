/** Physical facts that did not fit, listed over all stores and resolved by a person. */
import { z } from 'zod';
import { must } from '@ringfence/domain/basic/assert.ts';
import type { StoreId } from '@ringfence/domain/basic/ids.ts';
import { refuse } from '@ringfence/domain/basic/outcome.ts';
import { resolution } from '@ringfence/domain/documents/exceptions.ts';
import { id } from '@ringfence/domain/documents/fields.ts';
import { type ExceptionRecord, type ExceptionType, isOpen } from '@ringfence/domain/store/exceptions.ts';
import type { StoreState } from '@ringfence/domain/store/state.ts';
import type * as api from '@ringfence/graphql/generated/schema.ts';
import type { Hub } from '../../hub.ts';
import { parseInput, parseQuery } from '../input.ts';
import { pageInput, pageOf, timeKey } from '../paging.ts';
import { renderRefusal } from '../refusals.ts';
import type { ApiContext } from '../scopes.ts';
import { namedStores, storeIds } from './availability.ts';
import { renderStore } from './catalogue.ts';

const TYPES: Record<ExceptionType, api.ExceptionType> = {
  oversold: 'OVERSOLD',
  'count-below-promises': 'COUNT_BELOW_PROMISES',
  'unverified-return': 'UNVERIFIED_RETURN',
  'short-pick': 'SHORT_PICK',
  'transfer-mismatch': 'TRANSFER_MISMATCH',
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
const resolving = resolution.extend({ id, store: id, note: resolution.shape.note.min(1) });
const RESOLVE = ['UnknownStore', 'UnknownException', 'InvalidInput', 'ExistsDifferent', 'Overloaded'] as const;

interface Found {
  readonly state: StoreState;
  readonly record: ExceptionRecord;
}

function renderException({ state, record }: Found): Omit<api.StockException, 'store'> {
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

function* exceptionsOf(hub: Hub, filter: NonNullable<z.infer<typeof listing>['filter']>) {
  const stores = filter.storeIds && new Set<StoreId>(namedStores(hub, filter.storeIds).map((info) => info.store));
  const types = filter.types && new Set<string>(filter.types);
  for (const { store, state } of hub.desks()) {
    if (stores && !stores.has(store)) continue;
    for (const record of state.exceptions.values()) {
      if (types && !types.has(TYPES[record.type])) continue;
      if (filter.open !== undefined && isOpen(record, state) !== filter.open) continue;
      yield { key: timeKey(record.at, `${store}~${record.id}`), entry: { state, record } };
    }
  }
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
      exceptions: (_parent, input) => {
        const { filter = { open: true }, ...page } = parseQuery(listing, input);
        return pageOf(exceptionsOf(hub, filter), page, renderException);
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
        if (!desk.state.exceptions.has(exception)) return unknownException(exception);
        const outcome = await hub.resolveException(store, { id: subject, exception, by: who, note });
        if (outcome.outcome === 'refused') return renderRefusal(outcome.refusal, RESOLVE, { storeId: store });
        const record = must(desk.state.exceptions.get(exception), 'exceptions stay');
        return {
          __typename: 'ExceptionResolved',
          outcome: outcome.outcome === 'exists' ? 'EXISTS' : 'RECORDED',
          exception: renderException({ state: desk.state, record }),
        };
      },
    },
    StockException: {
      store: ({ storeId }) => {
        const info = hub.catalogue.store(storeId);
        return info ? renderStore(info) : null;
      },
    },
  };
}
