/** Money at the counter: shifts, cash in and out, and the day's end. What is counted is what is in the drawer. */
import { cashIn } from '@ringfence/domain/till/figures.ts';
import {
  closeDayCommand,
  closeShiftCommand,
  moveCashCommand,
  openShiftCommand,
} from '@ringfence/store-node/src/commands/till.ts';
import type { Body } from '@ringfence/domain/documents/registry.ts';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { Breach } from './breach.ts';
import type { Crowd, Deed } from './crowd.ts';
import { aRegister } from './sale-deeds.ts';

const BY = 'ann';

export function till(crowd: Crowd, deed: Deed): void {
  const { store, random } = deed;
  const state = store.running?.store.state;
  if (!state) return;
  const register = aRegister(random);
  const shift = state.tills.registers.get(register)?.shift;
  if (!shift) return random.chance(80) ? open(crowd, deed, register) : closeDay(crowd, deed);
  if (random.chance(50)) return moveCash(crowd, deed, register);
  close(crowd, deed, { register, shift: shift.id });
}

/** Nobody sells while the drawer is counted. */
function alone(crowd: Crowd, { store }: Deed, act: (free: () => void) => void): void {
  if ((crowd.pending.get(store.id) ?? 0) > 0) return;
  crowd.counting.add(store.id);
  act(() => crowd.counting.delete(store.id));
}

function open(crowd: Crowd, deed: Deed, register: string): void {
  const { store, random, name } = deed;
  const float = [{ value: 100, pieces: random.between(0, 50) }];
  alone(crowd, deed, (free) => {
    const input = { id: name('sh'), register, by: BY, currency: 'EUR', float };
    const done = (): void => crowd.pay(store.id, register, cashIn(float) - crowd.cashIn(store.id, register));
    crowd.ask(deed, openShiftCommand, input, { settled: free, done });
  });
}

function moveCash(crowd: Crowd, deed: Deed, register: string): void {
  const { store, random, name } = deed;
  const move = random.pick(['paid-in', 'paid-out', 'lift'] as const);
  const amount = random.between(1, 500);
  const put = move === 'paid-in' ? amount : -amount;
  crowd.pay(store.id, register, put);
  const input = { id: name('m'), register, by: BY, move, amount, reason: 'stamps' };
  crowd.ask(deed, moveCashCommand, input, { refused: () => crowd.pay(store.id, register, -put) });
}

function close(crowd: Crowd, deed: Deed, { register, shift }: { register: string; shift: string }): void {
  const { store } = deed;
  const there = crowd.cashIn(store.id, register);
  // More was lifted than sold: nobody counts less than nothing.
  if (there < 0) return;
  const count = there === 0 ? [] : [{ value: 1, pieces: there }];
  const done = (document: Envelope): void => {
    const { variance } = document.body as Body<'shift-closed'>;
    if (variance !== 0 && store.restores === 0)
      crowd.world.fail(new Breach('money', `${there} is in ${store.id} ${register}, ${variance} more than expected`));
  };
  alone(crowd, deed, (free) =>
    crowd.ask(deed, closeShiftCommand, { shift, register, by: BY, count }, { settled: free, done }),
  );
}

function closeDay(crowd: Crowd, deed: Deed): void {
  const closed = deed.store.running?.store.state.tills.daysClosed ?? 0;
  crowd.ask(deed, closeDayCommand, { number: closed + 1, by: BY });
}
