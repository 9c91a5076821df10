/** The store's decisions about its tills. The figures of a report are taken from the fold, never from the caller. */
import { z } from 'zod';
import { accept, type Decision, refuse } from '../basic/outcome.ts';
import { businessDay, currency, id, text } from '../documents/fields.ts';
import { fact, type Fact } from '../documents/registry.ts';
import { CASH_MOVES, cashCount, cashMoved } from '../documents/till.ts';
import type { StoreState } from '../store/state.ts';
import { cashIn, expectedCash } from './figures.ts';
import type { OpenShift } from './till.ts';

export const openShift = z.strictObject({
  id,
  register: id,
  by: id,
  businessDay: businessDay.optional(),
  currency,
  float: cashCount,
});
export type OpenShiftCommand = z.infer<typeof openShift>;

export const moveCash = z.strictObject({
  id,
  register: id,
  by: id,
  move: z.enum(CASH_MOVES),
  amount: cashMoved.shape.amount,
  reason: text.min(1),
});
export type MoveCash = z.infer<typeof moveCash>;

export const closeShift = z.strictObject({ shift: id, register: id, by: id, count: cashCount });
export type CloseShift = z.infer<typeof closeShift>;

/** `number` is the one after the last: a second request under it is the same closing. */
export const closeDay = z.strictObject({ number: z.int().min(1), by: id, businessDay: businessDay.optional() });
export type CloseDay = z.infer<typeof closeDay>;

const NO_SHIFT = 'No shift is open at this register; open one with its float first.';

const shiftAt = (state: StoreState, register: string): OpenShift | null =>
  state.tills.registers.get(register)?.shift ?? null;

/** Refusals: shift-already-open, with whose it is. `today` is the business day used when the command names none. */
export function decideOpenShift(
  state: StoreState,
  command: OpenShiftCommand,
  today: string,
): Decision<Fact<'shift-opened'>> {
  const open = shiftAt(state, command.register);
  if (open)
    return refuse('shift-already-open', 'A shift is open at this register; close it first.', {
      field: 'register',
      details: { shift: open.id, by: open.by, openedAt: open.openedAt },
    });
  const { id: shift, businessDay: day, ...rest } = command;
  return accept(fact('shift-opened', shift, { shift, ...rest, businessDay: day ?? today }));
}

/** Refusals: no-open-shift. More than the drawer should hold is recorded all the same: the count will tell. */
export function decideMoveCash(state: StoreState, command: MoveCash): Decision<Fact<'cash-moved'>> {
  const open = shiftAt(state, command.register);
  if (!open) return refuse('no-open-shift', NO_SHIFT, { field: 'register' });
  const { id: subject, ...body } = command;
  return accept(fact('cash-moved', subject, { ...body, shift: open.id }));
}

/** Refusals: no-open-shift, also when another shift than the named one is open. */
export function decideCloseShift(state: StoreState, command: CloseShift): Decision<Fact<'shift-closed'>> {
  const { shift, register, by, count } = command;
  const open = shiftAt(state, register);
  if (open?.id !== shift) return refuse('no-open-shift', NO_SHIFT, { field: 'shift' });
  const counted = cashIn(count);
  const expected = expectedCash(open.float, open.figures);
  return accept(
    fact('shift-closed', shift, {
      shift,
      register,
      by,
      number: (state.tills.registers.get(register)?.closed ?? 0) + 1,
      count,
      float: open.float,
      counted,
      expected,
      variance: counted - expected,
      figures: open.figures,
    }),
  );
}

/** Refusals in order: invalid-input (not the next number), shift-still-open with the registers. */
export function decideCloseDay(state: StoreState, command: CloseDay, today: string): Decision<Fact<'day-closed'>> {
  const next = state.tills.daysClosed + 1;
  if (command.number !== next)
    return refuse('invalid-input', `The next closing is number ${next}.`, { field: 'number', details: { next } });
  const open = [...state.tills.registers].filter(([, register]) => register.shift).map(([register]) => register);
  if (open.length > 0)
    return refuse('shift-still-open', 'Close every shift before the day.', { details: { registers: open.sort() } });
  const { figures, shifts, variance } = state.tills.day;
  return accept(
    fact('day-closed', String(next), {
      number: next,
      businessDay: command.businessDay ?? today,
      by: command.by,
      shifts,
      variance,
      figures,
      closes: { n: state.up.n, head: state.up.head },
    }),
  );
}
