/** Every step of the machine: what a process, the database, a client or the store may do next in a state. */
import {
  type Bounds,
  endsOn,
  has,
  idle,
  isSame,
  pendingOf,
  type Process,
  type Row,
  type Rules,
  type State,
  streetsOf,
  upStreetOf,
} from './protocol.ts';

export type Move = readonly [label: string, State];

export function* stepsOf(state: State, bounds: Bounds, rules: Rules): Generator<Move> {
  for (const [index, process] of state.processes.entries()) {
    const name = `P${index + 1}`;
    const become = (after: Process): Pick<State, 'processes'> => ({ processes: state.processes.with(index, after) });
    const world: World = { state, bounds, rules, name, process, become };
    if (process.role === 'idle' || process.role === 'rebuilding') yield* rebuild(world);
    if (process.role === 'leading') yield* lead(world);
    if (process.role === 'waiting') yield* wait(world);
    if (process.role === 'leading' || process.role === 'waiting') yield* copy(world);
    if (process.role !== 'idle' && state.crashes < bounds.crashes)
      yield [`${name} crashes`, { ...state, ...become(idle), crashes: state.crashes + 1 }];
  }
  yield* land(state, rules);
  if (rules.believes === 'redis' && state.redis > 0)
    yield ['Redis comes back with what it held before', { ...state, redis: state.redis - 1 }];
}

interface World {
  readonly state: State;
  readonly bounds: Bounds;
  readonly rules: Rules;
  readonly name: string;
  readonly process: Process;
  readonly become: (after: Process) => Pick<State, 'processes'>;
}

const newestFor = ({ state, rules }: Pick<World, 'state' | 'rules'>): number =>
  rules.believes === 'redis' ? state.redis : state.fences;

/** On the way to lead. Anybody may start at any time: the one who leads may be well and only thought dead. */
function* rebuild(world: World): Generator<Move> {
  const { state, bounds, rules, name, process, become } = world;
  const { term, read } = process;
  const isRead = read.length > 0 && read.every((rows) => rows !== null);
  const step = rules.nextStep({ term, newest: newestFor(world), isRead, sealed: state.seals.length });
  if (step.step === 'fence') yield* fence(world, step.term);
  if (step.step === 'read') {
    const reading = read.length > 0 ? read : Array.from({ length: streetsOf(bounds) }, () => null);
    for (const [street, rows] of reading.entries()) {
      if (rows !== null) continue;
      const found = state.rows.filter((row) => row.street === street);
      const after = { ...process, role: 'rebuilding' as const, read: reading.with(street, found) };
      yield [`${name} reads street ${street}: ${written(found)}`, { ...state, ...become(after) }];
    }
  }
  if (step.step === 'seal') yield seal(world, step.term);
  if (step.step === 'serve') yield serve(world);
}

function* fence({ state, bounds, rules, name, process, become }: World, term: number): Generator<Move> {
  if (term > bounds.terms) return;
  const after = (own: number): Process => ({ ...process, role: 'rebuilding', term: own });
  if (rules.isFenceOnce && term <= state.fences && rules.believes === 'fences') return;
  const fences = Math.max(state.fences, term);
  yield [`${name} creates the fence of term ${term}`, { ...state, ...become(after(term)), fences, redis: term }];
  // Two who look at the same moment want the same term; create-once lets one of them have it.
  if (!rules.isFenceOnce && term > 1)
    yield [`${name} too creates the fence of term ${term - 1}`, { ...state, ...become(after(term - 1)) }];
}

function seal({ state, rules, name, process, become }: World, term: number): Move {
  const ends = process.read.map((rows, street) =>
    rules.endReached(
      term,
      (rows ?? []).filter((row) => row.term === term),
      endsOn(state, street),
    ),
  );
  return [
    `${name} seals term ${term} at ${ends.join(', ')}`,
    { ...state, ...become(process), seals: [...state.seals, ends] },
  ];
}

/** What it read must be all that the seals hold; else, as after another's seal, it reads again. */
function serve({ state, bounds, rules, name, process, become }: World): Move {
  const view = process.read.map((rows, street) => {
    const ends = rules.isSealAdopted ? endsOn(state, street) : [0];
    return (rows ?? [])
      .filter((row) => row.term < process.term && rules.standingOf(row, ends) !== 'void')
      .sort((a, b) => a.n - b.n || a.term - b.term);
  });
  const wanted = Array.from({ length: streetsOf(bounds) }, (_, street) => endsOn(state, street).at(-1) as number);
  const isWhole = view.every((rows, street) => rows.length === wanted[street]);
  if (!isWhole && rules.isReadAgain && rules.isSealAdopted) {
    const again = { ...process, read: process.read.map(() => null) };
    return [`${name} reads again: another sealed`, { ...state, ...become(again) }];
  }
  const serving: Process = {
    ...process,
    role: 'leading',
    read: [],
    view,
    sure: view.map((rows) => rows.length),
  };
  return [`${name} serves under term ${process.term} on ${written(view.flat())}`, { ...state, ...become(serving) }];
}

/** Leading: decides, answers, looks for a newer fence. */
function* lead(world: World): Generator<Move> {
  const { state, bounds, rules, process } = world;
  const up = upStreetOf(bounds);
  for (let order = 0; order < bounds.orders; order++) {
    const before = process.view.slice(0, bounds.downs).flatMap((rows) => rows.filter(({ what }) => what === order));
    if (before.length > 0) yield* repeated(world, before);
    else
      for (let street = 0; street < bounds.downs; street++)
        if (unitsOf(process, street, { bounds, rules }) > 0)
          yield* write(world, { street, what: order }, `takes order ${order + 1}`);
  }
  for (let deposit = 0; deposit < bounds.deposits; deposit++) {
    const times = process.view[up]?.filter(({ what }) => what === deposit).length ?? 0;
    if (times === 0 || (!rules.isDepositOnce && times < 2))
      yield* write(world, { street: up, what: deposit }, `takes deposit ${deposit + 1}`);
  }
  const pending = pendingOf(process);
  if (pending.length === 0) return;
  const isOnDisk = pending.every((row) => hasLanded(state, row, rules));
  if (rules.looks === 'before the disk' && process.asked === 0) {
    const asked = { ...process, asked: newestFor(world) };
    yield [`${world.name} looks for a newer fence`, { ...state, ...world.become(asked) }];
  }
  if (isOnDisk && (rules.looks === 'after the disk' || process.asked > 0)) yield judge(world, pending);
  if (!isOnDisk) yield* timeOut(world, pending);
}

/** Units an order may take here, by what this process counts. */
function unitsOf(
  process: Process,
  street: number,
  { bounds, rules }: { readonly bounds: Bounds; readonly rules: Rules },
): number {
  const up = upStreetOf(bounds);
  const deposits = process.view[up] ?? [];
  const counted = rules.depositsCount === 'when written' ? deposits : deposits.slice(0, process.sure[up]);
  return bounds.units + (street === 0 ? counted.length : 0) - (process.view[street]?.length ?? 0);
}

function* write(
  { state, name, process, become }: World,
  { street, what }: { readonly street: number; readonly what: number },
  does: string,
): Generator<Move> {
  const rows = process.view[street] ?? [];
  const row: Row = { street, n: rows.length + 1, term: process.term, what };
  const after = { ...process, view: process.view.with(street, [...rows, row]) };
  yield [`${name} ${does}: sends ${written([row])}`, { ...state, ...become(after), flying: [...state.flying, row] }];
}

/** A client asks again. */
function* repeated({ state, rules, name, process }: World, before: readonly Row[]): Generator<Move> {
  for (const row of before) {
    const isSure = process.view[row.street]?.slice(0, process.sure[row.street]).includes(row);
    const isHeard =
      isSure ||
      rules.retryHears === 'when written' ||
      (rules.retryHears === 'when in the database' && has(state.rows, row));
    if (isHeard && !has(state.promised, row))
      yield [`${name} answers ${written([row])} again: yes`, { ...state, promised: [...state.promised, row] }];
  }
}

/** Its rows are on disk: may it say so? */
function judge(world: World, pending: readonly Row[]): Move {
  const { state, rules, name, process, become } = world;
  const newest = rules.looks === 'before the disk' ? process.asked : newestFor(world);
  const verdicts = pending.map((row) =>
    rules.verdictOn(row, Math.max(newest, process.term), endsOn(state, row.street)),
  );
  if (newest <= process.term) {
    const sure = { ...process, sure: process.view.map((rows) => rows.length), asked: 0 };
    const promised = [...state.promised, ...pending.filter((row) => !has(state.promised, row))];
    return [`${name} finds no newer fence: yes to ${written(pending)}`, { ...state, ...become(sure), promised }];
  }
  if (verdicts.includes('wait'))
    return [`${name} finds a newer fence, and waits`, { ...state, ...become({ ...process, role: 'waiting' }) }];
  return answerBySeal(world, pending, verdicts);
}

function* wait(world: World): Generator<Move> {
  const { state, rules, process } = world;
  const pending = pendingOf(process);
  const verdicts = pending.map((row) => rules.verdictOn(row, state.fences, endsOn(state, row.street)));
  if (!verdicts.includes('wait')) yield answerBySeal(world, pending, verdicts);
}

/** Says what the seal says of each row, and stands by again. */
function answerBySeal({ state, name, become }: World, pending: readonly Row[], verdicts: readonly string[]): Move {
  const yes = pending.filter((row, index) => verdicts[index] === 'yes' && !has(state.promised, row));
  const no = pending.filter((_, index) => verdicts[index] === 'void');
  return [
    `${name} goes by the seal: yes to ${written(yes)}, void ${written(no)}; it stands by`,
    { ...state, ...become(idle), promised: [...state.promised, ...yes], denied: [...state.denied, ...no] },
  ];
}

/** A write gave no answer. A sound process ends, which is a crash to everybody else. */
function* timeOut({ state, rules, name, process, become }: World, pending: readonly Row[]): Generator<Move> {
  const late = pending.at(-1) as Row;
  if (rules.onTimeout === 'say yes' && !has(state.promised, late))
    yield [`${name} hears nothing of ${written([late])}: yes`, { ...state, promised: [...state.promised, late] }];
  if (rules.onTimeout === 'give back') {
    const view = process.view.map((rows) => rows.filter((row) => !isSame(row, late)));
    yield [`${name} hears nothing of ${written([late])}: gives it back`, { ...state, ...become({ ...process, view }) }];
  }
}

/** The store copies the first street from whoever it reaches. */
function* copy({ state, rules, name, process }: World): Generator<Move> {
  const [rows = []] = process.view;
  const next = rows[state.copied.length];
  if (next === undefined) return;
  const isOffered =
    state.copied.length < (process.sure[0] as number) ||
    (rules.storeCopies === 'what is on disk' && has(state.rows, next));
  if (!isOffered || !state.copied.every((row, index) => isSame(row, rows[index] as Row))) return;
  yield [`the store copies ${written([next])} from ${name}`, { ...state, copied: [...state.copied, next] }];
}

/** What was sent lands, in any order, at any time, or never. */
function* land(state: State, rules: Rules): Generator<Move> {
  for (const [index, row] of state.flying.entries()) {
    const flying = state.flying.toSpliced(index, 1);
    const taken = state.rows.some((one) => isSameKey(one, row, rules));
    yield taken
      ? [`${written([row])} finds its place taken`, { ...state, flying }]
      : [`${written([row])} lands`, { ...state, flying, rows: [...state.rows, row] }];
  }
}

const isSameKey = (a: Row, b: Row, rules: Rules): boolean =>
  a.street === b.street && a.n === b.n && (!rules.isTermInKey || a.term === b.term);

/** A process whose place is taken by another row has written nothing; only one without terms takes it for its own. */
const hasLanded = (state: State, row: Row, rules: Rules): boolean =>
  rules.isTermInKey
    ? has(state.rows, row)
    : !has(state.flying, row) && state.rows.some((one) => isSameKey(one, row, rules));

/** `down0:2@1=O1` is order 1 at position 2 of street 0, written under term 1. */
const written = (rows: readonly Row[]): string =>
  rows.length === 0
    ? 'nothing'
    : rows.map(({ street, n, term, what }) => `s${street}:${n}@${term}=${what + 1}`).join(' ');
