/**
 * A short day of trade, told as it happens. The acts run one after the other
 * on whatever stock is there; only the first day of a directory brings opening
 * stock. A refusal that belongs to the story is told with its reason.
 */
import { must } from '@ringfence/domain/basic/assert.ts';
import type { Product } from '@ringfence/domain/documents/catalog.ts';
import { PickupOrder } from '@ringfence/graphql/generated/operations.ts';
import type { RunningStore } from '../processes/retailer.ts';
import { converge, look } from '../replay/converge.ts';
import { type Cast, castOf, NEEDS, openingStock, stocked, topUp } from './cast.ts';
import {
  availability,
  cancel,
  command,
  type Crew,
  handOver,
  type Item,
  nameOf,
  named,
  order,
  pick,
  type Placed,
  recorded,
  refusalOf,
  sell,
  stockOf,
  takeBack,
  until,
} from './crew.ts';
import { memberOfTheDay } from './points.ts';
import { money } from './voice.ts';

/** A customer in Zurich. */
const NEAR = { latitude: 47.378, longitude: 8.54 };
const CONVERGE_MS = 30_000;
const QUIET_MS = 300;
const SHORT_HASH = 12;

interface Stage extends Crew {
  readonly cast: Cast;
  readonly s01: RunningStore;
  readonly s02: RunningStore;
  readonly s03: RunningStore;
}

/** Plays day number `day`; resolves when all stores and the hub know the same. */
export async function playDay(crew: Crew, products: readonly Product[], day: number): Promise<void> {
  const store = (id: string): RunningStore =>
    must(
      crew.retailer.stores.find((candidate) => candidate.id === id),
      `no store ${id}`,
    );
  const stage: Stage = {
    ...crew,
    cast: castOf(products, day),
    s01: store('S01'),
    s02: store('S02'),
    s03: store('S03'),
  };
  await morning(stage, products);
  await counters(stage);
  await pickupOrder(stage);
  await memberOfTheDay(stage, stage.s01, { product: stage.cast.parcel, units: 1 });
  await lastUnits(stage);
  const { faraway } = await cutOff(stage);
  await healed(stage, faraway);
  await betweenStores(stage);
  await converge(crew.retailer, crew.retailer.stores, { giveUpMs: CONVERGE_MS, quietMs: QUIET_MS });
}

async function morning(stage: Stage, products: readonly Product[]): Promise<void> {
  const { voice, retailer, cast } = stage;
  voice.chapter('Morning: deliveries');
  const told = await Promise.all(
    retailer.stores.map(async (store) => {
      const needs = NEEDS[store.id]?.(cast) ?? [];
      const opening = await openingStock(stage, store, products);
      const delivered = opening === 'new' ? [] : await topUp(stage, store, needs);
      await stocked(store, needs);
      const { shelf, online } = await stockOf(store, cast.parcel.sku);
      const units = delivered.reduce((sum, item) => sum + item.units, 0);
      return opening === 'new'
        ? `opens with ${shelf + online} of each of ${products.length} items: ${shelf} for the counter, ${online} for the web to promise`
        : `has the stock of the days before${units === 0 ? '' : `, and receives ${units} units that run short`}`;
    }),
  );
  for (const [index, store] of retailer.stores.entries()) voice.line(store.id, told[index] ?? '');
}

async function counters(stage: Stage): Promise<void> {
  const { voice, cast, s01, s02, s03 } = stage;
  voice.chapter('At the tills');
  const { food, snack } = cast;
  const remark = `scans ${food.gtins[0] ?? food.sku} and`;
  recorded(await sell(stage, s01, { items: [{ product: food, units: 2 }], tender: 'card', remark }));
  const both: Item[] = [
    { product: food, units: 1 },
    { product: snack, units: 1 },
  ];
  recorded(await sell(stage, s02, { items: both, tender: 'cash' }));
  recorded(await sell(stage, s03, { items: [{ product: snack, units: 2 }], tender: 'cash' }));
}

async function pickupOrder(stage: Stage): Promise<void> {
  const { voice, cast, s01 } = stage;
  const wanted = { product: cast.parcel, units: 2 };
  voice.chapter('Ordered on the web, collected in the store');
  const stores = await availability(stage, [wanted], NEAR);
  const offers = stores.map(({ storeId, distanceMetres, items }) => {
    const away = distanceMetres === null ? '' : ` (${Math.round(distanceMetres / 1000)} km)`;
    return `${storeId}${away} promises ${items[0]?.promised ?? 0}, likely ${items[0]?.likely ?? 0} more`;
  });
  voice.line('web', `who has ${named(wanted)} near Zurich? ${offers.join('; ')}`);
  const { id, pass } = placed(await order(stage, s01, { ...wanted, remark: '' }));
  await pick(stage, s01, id);
  voice.line('S01', 'hears of it, gathers it and stages it on shelf 7');
  recorded(await handOver(stage, s01, pass));
  voice.line('S01', 'the customer shows the pass: handed over');
  const again = refusalOf(await handOver(stage, s01, pass));
  voice.refusal('S01', `somebody shows a copy of the pass: ${again.detail}`);
}

async function lastUnits(stage: Stage): Promise<void> {
  const { voice, cast, s01, s03 } = stage;
  voice.chapter('While the line is up, the last units go to whoever asks first');
  const atCounter = await stockOf(s03, cast.lastAtCounter.sku);
  const walkIn = { product: cast.lastAtCounter, units: atCounter.shelf + 1 };
  const remark = `has ${atCounter.shelf} on the shelf, ${atCounter.online} are the web’s; it asks the hub for one back and`;
  recorded(await sell(stage, s03, { items: [walkIn], tender: 'card', remark }));
  const { online } = await stockOf(s01, cast.lastOnline.sku);
  const wanted = { product: cast.lastOnline, units: online + 1 };
  const ask = `, though the web may promise ${online} only; the hub asks S01 for one more`;
  const { id } = placed(await order(stage, s01, { ...wanted, remark: ask }));
  await cancel(stage, s01, id);
  voice.line('web', 'the customer cancels; S01 has put the units back on its shelf');
}

async function cutOff(stage: Stage): Promise<{ faraway: string }> {
  const { voice, cast, s02 } = stage;
  voice.chapter('The line of S02 is cut');
  await s02.operator.cutLink(true);
  await until('the hub knows that S02 is away', async () => {
    const offers = await availability(stage, [{ product: cast.faraway, units: 1 }], NEAR);
    return offers.some(({ storeId, storeConnected }) => storeId === s02.id && !storeConnected) ? true : undefined;
  });
  recorded(
    await sell(stage, s02, { items: [{ product: cast.snack, units: 1 }], tender: 'cash', remark: 'goes on: it' }),
  );
  const two = { product: cast.faraway, units: 2 };
  const { id, pass } = placed(await order(stage, s02, { ...two, remark: '; S02 does not hear of it' }));
  recorded(await handOver(stage, s02, pass));
  voice.line('S02', 'checks the signature on the pass of that order, which it never received, and hands it over');
  const { promised } = must(
    (await availability(stage, [two], NEAR)).find(({ storeId }) => storeId === s02.id),
    'S02',
  ).items[0] ?? { promised: 0 };
  const tooMany = { product: cast.faraway, units: promised + 1 };
  const refused = await order(stage, s02, { ...tooMany, remark: '' });
  if (!('refused' in refused)) throw new Error('the web promised more than S02 had given it');
  voice.refusal('web', `wants ${named(tooMany)} at S02: ${refused.refused}`);
  const rest = { product: cast.faraway, units: promised };
  placed(await order(stage, s02, { ...rest, remark: ': all that was left to promise' }));
  await walkInWhileCut(stage);
  return { faraway: id };
}

interface Missing {
  readonly keptForOnline: number;
  readonly keptForOrders: readonly { readonly units: number }[];
}

async function walkInWhileCut(stage: Stage): Promise<void> {
  const { voice, cast, s02 } = stage;
  const { shelf } = await stockOf(s02, cast.kept.sku);
  const basket = { items: [{ product: cast.kept, units: shelf + 1 }], tender: 'card' } as const;
  const no = refusalOf(await sell(stage, s02, basket));
  const missing = no.details['missing'] as readonly Missing[] | undefined;
  const kept = missing?.[0]?.keptForOnline ?? 0;
  voice.refusal(
    'S02',
    `a customer wants ${shelf + 1} × ${nameOf(cast.kept)}, ${shelf} are free, ${kept} kept for the web: ${no.detail}`,
  );
  const override = 'the customer has the goods in hand';
  recorded(await sell(stage, s02, { ...basket, override, remark: 'a supervisor overrides: it' }));
  const { deficit } = await stockOf(s02, cast.kept.sku);
  voice.line('S02', `books a deficit of ${-deficit} and opens an exception; the hub must settle it`);
}

async function healed(stage: Stage, faraway: string): Promise<void> {
  const { voice, cast, s02, retailer } = stage;
  voice.chapter('The line of S02 is healed');
  const [before] = await look(retailer, [s02]);
  const { atStore, atHub } = must(before, 'S02 was looked at');
  await s02.operator.cutLink(false);
  const [after] = await converge(retailer, [s02], { giveUpMs: CONVERGE_MS, quietMs: QUIET_MS });
  if (after?.ms === undefined) throw new Error('S02 and the hub did not come to the same state');
  voice.line(
    'S02',
    `sends ${atStore.up.n - atHub.up.n} documents and receives ${atHub.down.n - atStore.down.n}; ` +
      `both sides fold to the same state, ${after.atStore.slice(0, SHORT_HASH)}…`,
  );
  const { pickupOrder: known } = await retailer.hub.checkout.run(PickupOrder, { id: faraway });
  const status = known?.status.toLowerCase().replaceAll('_', ' ') ?? 'unknown';
  voice.line('web', `the order that S02 handed over by its pass is ${status} at the hub too, once`);
  const { deficit } = await stockOf(s02, cast.kept.sku);
  if (deficit !== 0) throw new Error(`S02 still has a deficit of ${-deficit} × ${cast.kept.sku}`);
  voice.line('S02', 'the hub pays the deficit with a unit it had not promised; the exception is closed');
}

async function betweenStores(stage: Stage): Promise<void> {
  const { voice, cast, s01, s03 } = stage;
  voice.chapter('Back and forth');
  const sold = await sell(stage, s01, { items: [{ product: cast.gift, units: 1 }], tender: 'card' });
  recorded(sold);
  const sale = sold.outcome === 'refused' ? '' : sold.document._id.slice('sale~'.length);
  const goods = { sale, soldAt: s01.id };
  const back = await until('S03 may take the goods back', async () => {
    const answer = await takeBack(stage, s03, goods);
    // The hub may not have heard of the sale yet.
    return answer.outcome === 'refused' && answer.code === 'unknown-sale' ? undefined : answer;
  });
  const { total, currency } = recorded(back);
  voice.line(
    'S03',
    `takes 1 × ${nameOf(cast.gift)} back that S01 sold, and refunds ${money(total, currency)}; ` +
      'the right to do so has moved over from S01',
  );
  const again = refusalOf(await takeBack(stage, s01, goods));
  voice.refusal('S01', `the same receipt is shown at S01: ${again.detail}`);
  const moved = { product: cast.moved, units: 4 };
  const lines = [{ sku: moved.product.sku, units: moved.units }];
  const transfer = stage.newId('transfer');
  recorded(await command(stage, { store: s01, path: 'dispatches', body: { id: transfer, to: s03.id, lines } }));
  voice.line('S01', `sends ${named(moved)} to S03`);
  const body = { transfer, lines: [{ sku: moved.product.sku, shelf: moved.units }] };
  await until('S03 hears of the transfer', async () => {
    const answer = await command(stage, { store: s03, path: 'arrivals', body });
    return answer.outcome === 'refused' && answer.code === 'unknown-transfer' ? undefined : recorded(answer);
  });
  voice.line('S03', 'counts what came: complete');
}

function placed(result: Placed): { readonly id: string; readonly pass: string } {
  if ('refused' in result) throw new Error(`the order was refused: ${result.refused}`);
  return result.order;
}
