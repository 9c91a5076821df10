/**
 * Which of the product's doors a life went through: the commands of a store,
 * and the calls at the hub. What nobody ever calls here is not simulated, so a
 * run says how often each was called, and which never.
 */
import * as collect from '@ringfence/store-node/src/commands/collect.ts';
import * as completeSale from '@ringfence/store-node/src/commands/complete-sale.ts';
import * as pickup from '@ringfence/store-node/src/commands/pickup.ts';
import * as stock from '@ringfence/store-node/src/commands/stock.ts';
import * as takeBack from '@ringfence/store-node/src/commands/take-back.ts';
import * as till from '@ringfence/store-node/src/commands/till.ts';
import { Desk } from '@ringfence/central/src/desks/desk.ts';
import { Exchange } from '@ringfence/central/src/exchange.ts';
import { Hub } from '@ringfence/central/src/hub.ts';
import { Members } from '@ringfence/central/src/members/members.ts';

/** Every command of a store by its name. */
export const COMMANDS: ReadonlyMap<unknown, string> = new Map(
  Object.entries({ ...collect, ...completeSale, ...pickup, ...stock, ...takeBack, ...till })
    .filter(([name]) => name.endsWith('Command'))
    .map(([name, command]) => [command, name.slice(0, -'Command'.length)]),
);

/** What a run that is long enough goes through, by the names it is counted under. */
export const DOORS: readonly string[] = [
  ...[...COMMANDS.values()].map((name) => `command ${name}`),
  ...[Hub, Desk, Exchange, Members].flatMap(({ name, prototype }) =>
    callsOf(prototype).map((call) => `hub ${name}.${call}`),
  ),
];

/** Tells how often each of an object's own calls is made from now on. */
export function watchCalls(object: object, tally: (what: string) => void): void {
  const prototype = Object.getPrototypeOf(object) as object;
  const calls = object as Record<string, (...given: unknown[]) => unknown>;
  for (const call of callsOf(prototype)) {
    const inner = calls[call]?.bind(object);
    const name = `hub ${prototype.constructor.name}.${call}`;
    calls[call] = (...given) => {
      tally(name);
      return inner?.(...given);
    };
  }
}

function callsOf(prototype: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { value }]) =>
    name !== 'constructor' && typeof value === 'function' ? [name] : [],
  );
}
