/** What is sold and where, straight from the fold of the catalogue street. */
import { z } from 'zod';
import { isGtin } from '@ringfence/domain/basic/gtin.ts';
import type { Product, StoreInfo } from '@ringfence/domain/documents/catalog.ts';
import { id } from '@ringfence/domain/documents/fields.ts';
import type { PickRules } from '@ringfence/domain/documents/gather.ts';
import type * as api from '@ringfence/graphql/generated/schema.ts';
import type { PutOutcome } from '../../catalog-pen.ts';
import type { Hub } from '../../hub.ts';
import { parsedJson, parseQuery, withoutNulls } from '../input.ts';
import { LIMITS } from '../limits.ts';
import { pageInput, pageOf } from '../paging.ts';
import { renderRefusal } from '../refusals.ts';
import type { ApiContext } from '../scopes.ts';
import { distanceMetres, geoPoint } from './distance.ts';

const one = z.object({ id });
const code = z.object({ code: z.string().min(1).max(LIMITS.codeLength) });
const list = z.object({
  ...pageInput,
  filter: z
    .object({
      text: z.string().max(LIMITS.searchLength).optional(),
      group: z.string().max(LIMITS.searchLength).optional(),
      active: z.boolean().optional(),
    })
    .default({}),
});
const near = z.object({ near: geoPoint.optional() });

/** As the schema has it. */
export function renderProduct(product: Product): api.Product {
  const { price, currency, measure, ...rest } = product;
  return { ...rest, price: { amount: price, currency }, measure: measure === 'gram' ? 'GRAM' : 'PIECE' };
}

/** As the schema has it. */
export function renderStore({ store, ...rest }: StoreInfo): api.Store {
  return { id: store, ...rest };
}

function matches(product: Product, filter: z.infer<typeof list>['filter']): boolean {
  if (filter.active !== undefined && product.active !== filter.active) return false;
  if (filter.group !== undefined && product.group !== filter.group) return false;
  if (filter.text === undefined) return true;
  const text = filter.text.toLowerCase();
  return product.name.toLowerCase().includes(text) || product.sku.toLowerCase().includes(text);
}

function putAnswer(outcome: PutOutcome) {
  if (outcome.outcome !== 'refused')
    return { __typename: 'CataloguePut' as const, written: outcome.written, unchanged: outcome.unchanged };
  const { field, ...rest } = outcome.refusal;
  const named =
    field === undefined
      ? rest
      : { ...rest, field: field.replace(/^((?:stores|staff)\[\d+\])\.(?:store|staff)$/, '$1.id') };
  return renderRefusal(named, ['InvalidInput', 'Overloaded']);
}

/** As the domain writes it. */
const productInput = ({ measure, ...rest }: api.ProductInput) =>
  withoutNulls({ ...rest, measure: measure?.toLowerCase() });
const storeInput = ({ id: store, ...rest }: api.StoreInput) => withoutNulls({ store, ...rest });
const staffInput = ({ id: staff, role, ...rest }: api.StaffInput) =>
  withoutNulls({ staff, role: role.toLowerCase(), ...rest });

const EFFECTS: Record<PickRules['reasons'][number]['effect'], api.ShortEffect> = {
  lost: 'LOST',
  unsellable: 'UNSELLABLE',
  shelf: 'SHELF',
};
const reasonInput = ({ words, effect, ...rest }: api.ShortReasonInput) =>
  withoutNulls({
    ...rest,
    effect: effect.toLowerCase(),
    words: Object.fromEntries((words ?? []).map(({ language, text }) => [language, text])),
  });

function renderPickRules({ version, reasons }: PickRules): api.PickRules {
  return {
    version,
    reasons: reasons.map(({ words, effect, ...rest }) => ({
      ...rest,
      effect: EFFECTS[effect],
      words: Object.entries(words).map(([language, text]) => ({ language, text })),
    })),
  };
}

export function catalogueResolvers(hub: Hub): Pick<api.Resolvers<ApiContext>, 'Query' | 'Mutation'> {
  const { catalogue } = hub;
  const rendered = (product: Product | undefined): api.Product | null => (product ? renderProduct(product) : null);

  function* candidates(filter: z.infer<typeof list>['filter']) {
    for (const product of catalogue.products())
      if (matches(product, filter)) yield { key: product.sku, entry: product };
  }

  function stores(point: z.infer<typeof geoPoint> | undefined): api.Store[] {
    const all = [...catalogue.stores()].sort((a, b) => (a.store < b.store ? -1 : 1));
    if (!point) return all.map(renderStore);
    return all
      .map((info) => ({ info, distance: distanceMetres(point, info) }))
      .sort((a, b) => a.distance - b.distance)
      .map(({ info }) => renderStore(info));
  }

  return {
    Query: {
      product: (_parent, { sku }) => rendered(catalogue.product(parseQuery(one, { id: sku }).id)),
      productByCode: (_parent, input) => {
        const scanned = parseQuery(code, input).code;
        return isGtin(scanned) || id.safeParse(scanned).success ? rendered(catalogue.scan(scanned)) : null;
      },
      products: (_parent, input) => {
        const { filter, ...page } = parseQuery(list, input);
        return pageOf(candidates(filter), page, renderProduct);
      },
      store: (_parent, input) => {
        const info = catalogue.store(parseQuery(one, input).id);
        return info ? renderStore(info) : null;
      },
      pickRules: () => renderPickRules(catalogue.pickRules),
      stores: (_parent, input) => stores(parseQuery(near, input).near),
    },
    Mutation: {
      putProducts: async (_parent, { products }) => putAnswer(await hub.putProducts(products.map(productInput))),
      putStores: async (_parent, { stores: wanted }) => putAnswer(await hub.putStores(wanted.map(storeInput))),
      putPickRules: async (_parent, { reasons }) => putAnswer(await hub.putPickRules(reasons.map(reasonInput))),
      putDiscounts: async (_parent, { discounts }) => putAnswer(await hub.putDiscounts(parsedJson(discounts))),
      putStaff: async (_parent, { staff }) => putAnswer(await hub.putStaff(staff.map(staffInput))),
    },
  };
}
