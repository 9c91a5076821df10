/** What the replay is told on its command line. */
import { parseArgs } from 'node:util';
import { Usage } from '../help.ts';
import { PLAN_RULES, type PlanOptions } from '../trade-data/plan-options.ts';
import { storeIds } from '../trade-data/catalogue.ts';

/** The line of a store is cut at the beginning of day `from` and healed at the end of day `to`. */
export interface Cut {
  readonly store: string;
  readonly from: number;
  readonly to: number;
}

/** A process is killed without warning in the middle of a day, and started again: a store, or `hub`. */
export interface Kill {
  readonly process: string;
  readonly day: number;
}

export interface ReplayOptions {
  readonly data: string;
  readonly plan: PlanOptions;
  readonly cuts: readonly Cut[];
  readonly kills: readonly Kill[];
  /** Sales refused for lack of free units that a supervisor makes all the same, of those the goods are in hand for. */
  readonly overrideShare: number;
  /** Sales and orders of members with enough points that are paid in part with points. */
  readonly redeemShare: number;
  /** Steps under way at once in each store. */
  readonly inFlight: number;
  readonly basePort: number;
  readonly json: string | undefined;
  /** The CouchDB the hubs share, instead of a log of their own; `COUCHDB_URL` says it as well. */
  readonly couch: string | undefined;
  /** Hub processes, when they share a CouchDB. */
  readonly hubs: number;
  /** Where the logs stay; a temporary directory that is removed when absent. */
  readonly keep: string | undefined;
}

/** Throws `Usage` when something is missing or out of range. */
export function replayOptions(args: readonly string[]): ReplayOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: text,
      stores: { ...text, default: '8' },
      weeks: { ...text, default: '2' },
      seed: { ...text, default: '1' },
      cut: { ...text, multiple: true, default: [] },
      kill: { ...text, multiple: true, default: [] },
      'pickup-share': { ...text, default: String(PLAN_RULES.pickupShare) },
      'visit-rate': { ...text, default: String(PLAN_RULES.visitRate) },
      'return-elsewhere': { ...text, default: String(PLAN_RULES.returnElsewhere) },
      'scarce-share': { ...text, default: String(PLAN_RULES.scarceShare) },
      'override-share': { ...text, default: '0.3' },
      'redeem-share': { ...text, default: '0.5' },
      'in-flight': { ...text, default: '4' },
      'base-port': { ...text, default: '0' },
      json: text,
      couch: text,
      hubs: { ...text, default: '1' },
      keep: text,
    },
  });
  if (values.data === undefined) throw new Usage('say --data <dir>');
  const stores = storeIds(whole('stores', values.stores, 1));
  const weeks = whole('weeks', values.weeks, 1);
  return {
    data: values.data,
    plan: {
      stores,
      weeks,
      seed: whole('seed', values.seed, 0),
      pickupShare: share('pickup-share', values['pickup-share']),
      visitRate: share('visit-rate', values['visit-rate']),
      returnElsewhere: share('return-elsewhere', values['return-elsewhere']),
      scarceShare: share('scarce-share', values['scarce-share']),
    },
    cuts: values.cut.map((cut) => parseCut(cut, stores, weeks * 7)),
    kills: values.kill.map((kill) => parseKill(kill, stores, weeks * 7)),
    overrideShare: share('override-share', values['override-share']),
    redeemShare: share('redeem-share', values['redeem-share']),
    inFlight: whole('in-flight', values['in-flight'], 1),
    basePort: whole('base-port', values['base-port'], 0),
    json: values.json,
    couch: values.couch,
    hubs: whole('hubs', values.hubs, 1),
    keep: values.keep,
  };
}

/** `2:day3-day6`: the second store, from the beginning of day 3 to the end of day 6. */
export function parseCut(text: string, stores: readonly string[], days: number): Cut {
  const [, number = '', from = '', to = ''] = /^(\d+):day(\d+)-day(\d+)$/.exec(text) ?? [];
  const store = stores[Number(number) - 1];
  const cut = { store: store ?? '', from: Number(from), to: Number(to) };
  if (store === undefined || cut.from < 1 || cut.to < cut.from || cut.to > days) {
    throw new Usage(`--cut ${text}: say "<store>:day<a>-day<b>" within ${stores.length} stores and ${days} days`);
  }
  return cut;
}

/** `3:day5` or `hub:day5`: the third store, or the hub, in the middle of day 5. */
export function parseKill(text: string, stores: readonly string[], days: number): Kill {
  const [, name = '', day = ''] = /^(hub|\d+):day(\d+)$/.exec(text) ?? [];
  const process = name === 'hub' ? name : stores[Number(name) - 1];
  if (process === undefined || Number(day) < 1 || Number(day) > days) {
    throw new Usage(
      `--kill ${text}: say "<store>:day<a>" or "hub:day<a>" within ${stores.length} stores and ${days} days`,
    );
  }
  return { process, day: Number(day) };
}

function whole(name: string, text: string, min: number): number {
  if (!/^\d+$/.test(text) || Number(text) < min) throw new Usage(`--${name} must be a whole number from ${min}`);
  return Number(text);
}

function share(name: string, text: string): number {
  const value = Number(text);
  if (text === '' || !(value >= 0 && value <= 1)) throw new Usage(`--${name} must be a number from 0 to 1`);
  return value;
}
