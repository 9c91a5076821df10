/** Steps about goods: deliveries, sales, returns, write-offs, and goods sent between stores. */
import type { Return, Sale } from '@ringfence/domain/documents/sale.ts';
import type { HandOver } from '@ringfence/domain/documents/pickup.ts';
import type {
  DispatchStep,
  FollowStep,
  PricedLine,
  ReceiptStep,
  ReturnStep,
  SaleStep,
  WriteOffStep,
} from '../trade-data/steps.ts';
import { command, commandWhenKnown } from './command.ts';
import { mayRetry } from './tally.ts';
import { ring } from './till.ts';
import { type BoughtLine, defer, type World } from './world.ts';

const REGISTER = 'R1';
/** Times a customer takes what is left before going without the goods. */
const ATTEMPTS = 3;

export async function receive(world: World, step: ReceiptStep): Promise<void> {
  const answer = await command(world, { step, path: 'receipts', body: { id: step.id, lines: step.lines } });
  if (answer.outcome !== 'refused') world.tally.done('receipt');
}

/** What a refused sale lacks, line by line, and what it is kept for. */
interface Missing {
  readonly sku: string;
  readonly short: number;
  readonly keptForOnline: number;
  readonly keptForOrders: readonly { readonly units: number }[];
}

/**
 * A till sale. When units lack, a stated share of the sales whose goods are in hand is made by a supervisor's
 * override; otherwise the customer takes what is there.
 */
export async function sell(world: World, step: SaleStep): Promise<void> {
  const { tally, draw, options } = world;
  let { lines } = step;
  for (let attempt = 1; attempt <= ATTEMPTS && lines.length > 0; attempt++) {
    const answer = await ring(world, step, { lines });
    if (answer.outcome !== 'refused') {
      tally.done(lines === step.lines ? 'sale' : 'sale of what was left');
      remember(world, step.id, answer.document.body.lines);
      return;
    }
    if (answer.code !== 'insufficient-stock') return;
    const missing = answer.details['missing'] as Missing[];
    noteMissing(world, step, missing);
    if (missing.every(isInHand) && draw.chance(options.overrideShare, 'override', step.id)) {
      return sellByOverride(world, step, lines);
    }
    lines = withoutMissing(lines, missing);
  }
  tally.note('customers who left without anything');
}

async function sellByOverride(world: World, step: SaleStep, lines: readonly PricedLine[]): Promise<void> {
  const override = { by: 'supervisor-1', reason: 'the customer has the goods in hand' };
  const answer = await ring(world, step, { lines, override });
  if (answer.outcome === 'refused') return;
  const { body: sale } = answer.document;
  world.tally.done(sale.override === null ? 'sale' : 'sale by override');
  world.tally.note(
    'units sold by override',
    sale.lines.reduce((sum, line) => sum + line.short, 0),
  );
  remember(world, step.id, sale.lines);
}

/** Whether what lacked was in the store at all; a connected store gets what the hub alone keeps by asking. */
function noteMissing(world: World, step: SaleStep, missing: readonly Missing[]): void {
  const line = world.cutOff.has(step.store) ? 'cut off' : 'connected';
  for (const item of missing) {
    const why =
      item.keptForOnline >= item.short ? 'kept for the web' : isInHand(item) ? 'kept for orders' : 'not there';
    world.tally.note(`lines short at the till, ${line}: ${why}`);
  }
}

/** Kept for somebody else, and so within reach of the customer: there is something to override. */
const isInHand = (line: Missing): boolean =>
  line.keptForOnline + line.keptForOrders.reduce((sum, order) => sum + order.units, 0) >= line.short;

function withoutMissing(lines: readonly PricedLine[], missing: readonly Missing[]): PricedLine[] {
  const short = new Map(missing.map((line) => [line.sku, line.short]));
  // From the last line back: the first of two lines of one item got the units that were there.
  return [...lines]
    .reverse()
    .map((line) => {
      const taken = Math.min(line.units, short.get(line.sku) ?? 0);
      short.set(line.sku, (short.get(line.sku) ?? 0) - taken);
      return { ...line, units: line.units - taken };
    })
    .filter((line) => line.units > 0)
    .reverse();
}

/** Goods the customer has now: the lines of a sale or a hand-over, in the order of the document. */
export function remember(world: World, id: string, lines: Sale['lines'] | HandOver['lines']): void {
  world.bought.set(
    id,
    lines.map(({ sku, units }) => ({ sku, units, back: 0 })),
  );
}

/** Goods come back, as far as they were bought at all; again after the heal when the right to return is out of reach. */
export async function takeBack(world: World, step: ReturnStep): Promise<void> {
  const lines = linesToReturn(world.bought.get(step.of) ?? [], step.lines);
  if (lines.length === 0) {
    world.tally.note('returns of what was not bought in the end');
    return;
  }
  const body = {
    id: step.id,
    register: REGISTER,
    businessDay: world.dateOf(step),
    sale: step.of,
    soldAt: step.soldAt,
    lines: lines.map(({ index, units, disposition }) => ({ line: index, units, disposition })),
  };
  const isCutOff = world.cutOff.has(step.store) || world.cutOff.has(step.soldAt);
  // The day is short here: goods can be back before the hub has heard that another store sold them.
  const unknown = isCutOff || step.store === step.soldAt ? undefined : 'unknown-sale';
  const answer = await commandWhenKnown<Return>(world, { step, path: 'returns', body }, unknown);
  if (answer.outcome === 'refused') {
    if (isCutOff && (mayRetry(answer.code) || answer.code === 'unknown-sale')) defer(world, step);
    return;
  }
  for (const { line, units } of lines) line.back += units;
  world.tally.done(step.store === step.soldAt ? 'return' : 'return at another store');
}

interface LineToReturn {
  readonly line: BoughtLine;
  readonly index: number;
  readonly units: number;
  readonly disposition: 'restock' | 'damaged';
}

function linesToReturn(bought: readonly BoughtLine[], wanted: ReturnStep['lines']): LineToReturn[] {
  const found: LineToReturn[] = [];
  const taken = new Map<BoughtLine, number>();
  for (const { sku, units, disposition } of wanted) {
    let rest = units;
    for (const [index, line] of bought.entries()) {
      const free = line.units - line.back - (taken.get(line) ?? 0);
      const part = line.sku === sku ? Math.min(rest, free) : 0;
      if (part <= 0) continue;
      taken.set(line, (taken.get(line) ?? 0) + part);
      rest -= part;
      found.push({ line, index, units: part, disposition });
    }
  }
  return found;
}

/** Damaged goods leave the shelf, as far as they are there. */
export async function writeOff(world: World, step: WriteOffStep): Promise<void> {
  const bodyOf = (units: number) => ({ id: step.id, reason: 'damaged', lines: [{ sku: step.line.sku, units }] });
  let answer = await command(world, { step, path: 'adjustments', body: bodyOf(step.line.units) });
  const there = answer.outcome === 'refused' ? answer.details['there'] : undefined;
  if (typeof there === 'number' && there > 0) {
    answer = await command(world, { step, path: 'adjustments', body: bodyOf(there) });
  }
  if (answer.outcome !== 'refused') world.tally.done('write-off');
}

export async function dispatch(world: World, step: DispatchStep): Promise<void> {
  const body = { id: step.id, to: step.to, lines: step.lines };
  const answer = await command(world, { step, path: 'dispatches', body });
  if (answer.outcome === 'refused') return;
  world.bought.set(
    step.id,
    step.lines.map((line) => ({ ...line, back: 0 })),
  );
  world.tally.done('dispatch');
}

/** What was sent arrives whole, once the store has been told of it. */
export async function arrive(world: World, step: FollowStep): Promise<void> {
  const sent = world.bought.get(step.of);
  if (sent === undefined) {
    world.tally.note('transfers that were not sent');
    return;
  }
  if (world.cutOff.size > 0 && world.cutOff.has(senderOf(world, step.of))) return defer(world, step);
  const body = { transfer: step.of, lines: sent.map(({ sku, units }) => ({ sku, shelf: units })) };
  const answer = await commandWhenKnown(world, { step, path: 'arrivals', body }, 'unknown-transfer');
  if (answer.outcome !== 'refused') world.tally.done('arrival');
  else if (answer.code === 'unknown-transfer' && world.cutOff.has(step.store)) defer(world, step);
}

/** `transfer-S01-2` was sent by S01. */
const senderOf = (world: World, transfer: string): string =>
  world.options.plan.stores.find((store) => transfer.includes(`-${store}-`)) ?? '';
