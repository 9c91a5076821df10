/** Shifts, cash and the closing of the day. */
import { accept, type Decision } from '@ringfence/domain/basic/outcome.ts';
import type { Fact } from '@ringfence/domain/documents/registry.ts';
import {
  type CloseDay,
  closeDay,
  type CloseShift,
  closeShift,
  decideCloseDay,
  decideCloseShift,
  decideMoveCash,
  decideOpenShift,
  type MoveCash,
  moveCash,
  openShift,
  type OpenShiftCommand,
} from '@ringfence/domain/till/decide.ts';
import type { StoreCommand } from './command.ts';

export const openShiftCommand: StoreCommand<OpenShiftCommand> = {
  input: openShift,
  documentId: (shift) => `shift-opened~${shift.id}`,
  repeated: 'refuse',
  decide: (shift, { store }) => one(decideOpenShift(store.state, shift, store.today())),
};

export const moveCashCommand: StoreCommand<MoveCash> = {
  input: moveCash,
  documentId: (move) => `cash-moved~${move.id}`,
  repeated: 'refuse',
  decide: (move, { store }) => one(decideMoveCash(store.state, move)),
};

export const closeShiftCommand: StoreCommand<CloseShift> = {
  input: closeShift,
  documentId: ({ shift }) => `shift-closed~${shift}`,
  repeated: 'refuse',
  decide: (close, { store }) => one(decideCloseShift(store.state, close)),
};

export const closeDayCommand: StoreCommand<CloseDay> = {
  input: closeDay,
  documentId: ({ number }) => `day-closed~${number}`,
  repeated: 'refuse',
  decide: (close, { store }) => one(decideCloseDay(store.state, close, store.today())),
};

const one = (decision: Decision<Fact>): Decision<readonly Fact[]> =>
  decision.ok ? accept([decision.value]) : decision;
