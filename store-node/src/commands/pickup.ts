/** A pickup order at the counter: gathered, found short, handed over, ended. */
import { accept, type Decision } from '@ringfence/domain/basic/outcome.ts';
import type { Fact } from '@ringfence/domain/documents/registry.ts';
import {
  decideEndOrder,
  decideHandOver,
  type EndOrder,
  endOrder,
  type HandOverOrder,
  handOverOrder,
} from '@ringfence/domain/pickup/counter.ts';
import {
  type AssignOrder,
  assignOrder,
  decideAssign,
  decidePick,
  decideShortPick,
  decideSubstitute,
  type PickOrder,
  pickOrder,
  type ShortPickOrder,
  shortPickOrder,
  type SubstituteItem,
  substituteItem,
} from '@ringfence/domain/pickup/gather.ts';
import { readPass } from '@ringfence/domain/pickup/pass.ts';
import type { StoreCommand } from './command.ts';
import { missingUnits } from './missing-units.ts';

export const pickOrderCommand: StoreCommand<PickOrder> = {
  input: pickOrder,
  documentId: (pick) => `pick~${pick.id}`,
  repeated: 'refuse',
  decide: (pick, { store }) => one(decidePick(store.state, pick)),
};

export const shortPickCommand: StoreCommand<ShortPickOrder> = {
  input: shortPickOrder,
  documentId: (pick) => `short-pick~${pick.id}`,
  repeated: 'refuse',
  decide: (pick, { store }) => decideShortPick(store.state, pick, store.catalogue.pickRules),
};

export const assignOrderCommand: StoreCommand<AssignOrder> = {
  input: assignOrder,
  documentId: (assignment) => `assignment~${assignment.id}`,
  repeated: 'refuse',
  overrides: (assignment) => assignment.override !== null,
  decide: (assignment, { store }) => one(decideAssign(store.state, assignment)),
};

export const substituteItemCommand: StoreCommand<SubstituteItem> = {
  input: substituteItem,
  documentId: (substitution) => `substitution~${substitution.id}`,
  repeated: 'refuse',
  decide: (substitution, { store }) => one(decideSubstitute(store.state, substitution, store.catalogue)),
  question: (_substitution, decision) => missingUnits(decision),
};

export const endOrderCommand: StoreCommand<EndOrder> = {
  input: endOrder,
  documentId: (end) => `order-end~${end.order}`,
  repeated: 'decide',
  decide: (end, { store }) => one(decideEndOrder(store.state, end)),
};

export const handOverCommand: StoreCommand<HandOverOrder> = {
  input: handOverOrder,
  documentId(handOver) {
    const order = handOver.order ?? orderNamedBy(handOver.pass);
    return order === undefined ? undefined : `hand-over~${order}`;
  },
  repeated: 'decide',
  decide(handOver, { store }) {
    const { now, verifyPass: verify } = store.ports;
    return one(decideHandOver(store.state, handOver, { now: now(), verify, today: store.today() }));
  },
};

/** Only to find an earlier outcome, which the whole command must match; the decision verifies the pass. */
const orderNamedBy = (pass: string | undefined): string | undefined =>
  pass === undefined ? undefined : readPass(pass, () => true)?.order;

const one = (decision: Decision<Fact>): Decision<readonly Fact[]> =>
  decision.ok ? accept([decision.value]) : decision;
