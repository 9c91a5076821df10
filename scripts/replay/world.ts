/** What the steps of a replay share: the running retailer, what they counted, and what was really bought. */
import { must } from '@ringfence/domain/basic/assert.ts';
import type { Product } from '@ringfence/domain/documents/catalog.ts';
import type { Draw } from '../trade-data/draw.ts';
import type { Retailer, RunningStore } from '../processes/retailer.ts';
import type { Step } from '../trade-data/steps.ts';
import type { Members } from './members.ts';
import type { ReplayOptions } from './options.ts';
import type { Tally } from './tally.ts';

/** A pickup order as the hub recorded it. */
export interface PlacedOrder {
  readonly store: string;
  readonly pass: string;
  /** Minor units to be paid at the counter. */
  readonly due: number;
  readonly units: ReadonlyMap<string, number>;
}
/** One line of goods a customer has, as the store recorded it. */
export interface BoughtLine {
  readonly sku: string;
  readonly units: number;
  /** Units brought back so far. */
  back: number;
}

export interface World {
  readonly options: ReplayOptions;
  readonly retailer: Retailer;
  readonly products: ReadonlyMap<string, Product>;
  readonly draw: Draw;
  readonly members: Members;
  readonly tally: Tally;
  /** Stores whose line is cut now. */
  readonly cutOff: Set<string>;
  readonly orders: Map<string, PlacedOrder>;
  /** Lines by sale or order, in the order of the document. */
  readonly bought: Map<string, BoughtLine[]>;
  /** Steps that can go on only when a line is healed. */
  deferred: Step[];
  /** The trading date of the step, moved so that the last day is today. */
  readonly dateOf: (step: Step) => string;
}

export const storeOf = (world: World, id: string): RunningStore =>
  must(
    world.retailer.stores.find((store) => store.id === id),
    `no store ${id}`,
  );

/** Puts the step off until lines are healed. */
export function defer(world: World, step: Step): void {
  world.deferred.push(step);
  world.tally.note('put off until the line is back');
}
