/**
 * The money of a store, folded from its own street: for each register the open
 * shift and how many were closed, and the sums since the store's last Z.
 *
 *   closed ──shift-opened──▶ open ──shift-closed──▶ closed
 *
 * A sale at a register without an open shift counts for the day alone: money
 * that was taken is never left out because a form was not filled in.
 */
import type { Doc } from '../documents/registry.ts';
import type { Figures } from '../documents/till.ts';
import { cashIn, figuresAfter, type MoneyDoc, noFigures } from './figures.ts';

export interface OpenShift {
  readonly id: string;
  readonly by: string;
  readonly openedAt: number;
  readonly businessDay: string;
  readonly currency: string;
  /** Cash in the drawer at the start, in minor units. */
  readonly float: number;
  readonly figures: Figures;
}

export interface Register {
  readonly shift: OpenShift | null;
  /** Shifts closed at this register so far. */
  readonly closed: number;
}

export interface Tills {
  readonly registers: Map<string, Register>;
  /** Since the last Z of the store. */
  day: { readonly figures: Figures; readonly shifts: number; readonly variance: number };
  /** Days closed so far. */
  daysClosed: number;
}

const freshDay: Tills['day'] = { figures: noFigures, shifts: 0, variance: 0 };

/** No register, no shift, nothing taken. */
export const emptyTills = (): Tills => ({ registers: new Map(), day: freshDay, daysClosed: 0 });

type TillDoc = MoneyDoc | Doc<'shift-opened'> | Doc<'shift-closed'> | Doc<'day-closed'>;

/** Takes a document of the own street up into the tills. */
export function evolveTills(tills: Tills, document: TillDoc): void {
  switch (document.kind) {
    case 'shift-opened': {
      const { shift: id, register, by, businessDay, currency, float } = document.body;
      const shift = { id, by, openedAt: document.at, businessDay, currency, float: cashIn(float), figures: noFigures };
      tills.registers.set(register, { shift, closed: tills.registers.get(register)?.closed ?? 0 });
      return;
    }
    case 'shift-closed': {
      const { register, number, variance } = document.body;
      tills.registers.set(register, { shift: null, closed: number });
      tills.day = { ...tills.day, shifts: tills.day.shifts + 1, variance: tills.day.variance + variance };
      return;
    }
    case 'day-closed':
      tills.day = freshDay;
      tills.daysClosed = document.body.number;
      return;
    default: {
      tills.day = { ...tills.day, figures: figuresAfter(tills.day.figures, document) };
      const name = document.body.register;
      const register = name === undefined ? undefined : tills.registers.get(name);
      if (name === undefined || !register?.shift) return;
      const shift = { ...register.shift, figures: figuresAfter(register.shift.figures, document) };
      tills.registers.set(name, { ...register, shift });
    }
  }
}

/** The fold as plain data, the same for equal folds. */
export const tillsContent = (tills: Tills): unknown => ({
  registers: Object.fromEntries([...tills.registers].sort(([a], [b]) => (a < b ? -1 : 1))),
  day: tills.day,
  daysClosed: tills.daysClosed,
});
