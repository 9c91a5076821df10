/**
 * The four steps of every command: parse, look whether it was done before,
 * decide, write. The answer waits for the disk.
 */
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import { must } from '@ringfence/domain/basic/assert.ts';
import { type Refusal, refuse } from '@ringfence/domain/basic/outcome.ts';
import type { z } from 'zod';
import { unwritable } from '@ringfence/domain/documents/parse.ts';
import type { Fact } from '@ringfence/domain/documents/registry.ts';
import type { Question } from '../hub-line.ts';
import type { Store } from '../store.ts';
import type { Deciding, Outcome, Rights, StoreCommand, UnderWay } from './command.ts';

/**
 * Carries a command out, or says why not. Resolves when what it wrote is on disk; refusals are the command's own, invalid-input,
 * not-trading, not-allowed and exists-different.
 */
export async function execute<Input, Gathered>(
  store: Store,
  command: StoreCommand<Input, Gathered>,
  raw: unknown,
  rights: Rights,
): Promise<Outcome> {
  const parsed = command.input.safeParse(raw);
  if (!parsed.success) return refused(invalidInput(parsed.error));
  const input = parsed.data;
  const halted = store.refusalToTrade();
  if (halted) return refused(halted);
  if (command.overrides?.(input) && !rights.override) return refused(NO_OVERRIDE);
  const request = store.ports.sha256(canonical(command.sameness ? command.sameness(input) : input));
  const id = command.documentId(input);
  const record = recorder(store, request);
  if (id === undefined) return attempt(store, command, { input, request, conclude: record });
  const under = store.underWay.get(id);
  if (under) return joined(store, under, { command, input, request, conclude: record });
  const outcome = attempt(store, command, { input, request, conclude: record });
  store.underWay.set(id, { request, outcome });
  try {
    return await outcome;
  } finally {
    store.underWay.delete(id);
  }
}

/**
 * The same command pressed twice while the first is still being worked on: both hear one answer. If each were decided
 * by itself, one could be refused and the other recorded, and the caller would believe either.
 */
async function joined<Input, Gathered>(
  store: Store,
  under: UnderWay,
  second: { command: StoreCommand<Input, Gathered> } & Trying<Input, Outcome>,
): Promise<Outcome> {
  const outcome = await under.outcome;
  if (under.request !== second.request) return attempt(store, second.command, second);
  return outcome.outcome === 'recorded' ? { ...outcome, outcome: 'exists' } : outcome;
}

interface Trying<Input, Result> {
  readonly input: Input;
  readonly request: string;
  /** Called the moment the command is decided; what it does before it pauses sees the same state. */
  readonly conclude: (facts: readonly Fact[]) => Promise<Result>;
}

/**
 * What the command would write, after the hub was asked what it would be asked; nothing is written. Nothing when it
 * was recorded before.
 */
export async function rehearse<Input, Gathered>(
  store: Store,
  command: StoreCommand<Input, Gathered>,
  raw: unknown,
  rights: Rights,
): Promise<{ readonly facts: readonly Fact[] } | { readonly refusal: Refusal }> {
  const parsed = command.input.safeParse(raw);
  if (!parsed.success) return { refusal: invalidInput(parsed.error) };
  const input = parsed.data;
  if (command.overrides?.(input) && !rights.override) return { refusal: NO_OVERRIDE };
  const request = store.ports.sha256(canonical(command.sameness ? command.sameness(input) : input));
  const conclude = (facts: readonly Fact[]): Promise<{ facts: readonly Fact[] }> => Promise.resolve({ facts });
  const outcome = await attempt(store, command, { input, request, conclude });
  if ('facts' in outcome) return outcome;
  return outcome.outcome === 'refused' ? { refusal: outcome.refusal } : { facts: [] };
}

/** Writes what was decided, under the hash of the request, and waits for the disk. */
const recorder =
  (store: Store, request: string) =>
  async ([first, ...others]: readonly Fact[]): Promise<Outcome> => {
    const facts: Fact[] = [{ ...must(first, 'a decision has a fact'), request }, ...others];
    const unfit = facts.map((fact) => unwritable(fact, 'up', store.id)).find((reason) => reason !== undefined);
    if (unfit !== undefined) return refused(refuse('invalid-input', `This cannot be recorded: ${unfit}.`).refusal);
    const { document, durable } = store.record(facts);
    await durable;
    return { outcome: 'recorded', document };
  };

async function attempt<Input, Gathered, Result>(
  store: Store,
  command: StoreCommand<Input, Gathered>,
  { input, request, conclude }: Trying<Input, Result>,
): Promise<Outcome | Result> {
  let asked: Deciding<Gathered>['asked'];
  let told: Deciding<Gathered>['told'];
  const put = new Set<Question['kind']>();
  for (;;) {
    const gathered = command.gather ? await command.gather(input, store) : undefined;
    const before = doneBefore(store, command, input, request);
    const answer = before && (await before);
    if (answer) return answer;

    // From here to `record` nothing else runs.
    const halted = store.refusalToTrade();
    if (halted) return refused(halted);
    const decision = command.decide(input, {
      store,
      gathered: gathered as Gathered,
      ...(asked === undefined ? {} : { asked }),
      ...(told === undefined ? {} : { told }),
    });
    const question = command.question?.(input, decision, store);
    if (question && !put.has(question.kind)) {
      put.add(question.kind);
      const answer = await store.ports.hub.ask(question);
      if (answer?.purchase) store.purchases.remember(answer.purchase);
      asked = answer ? 'answered' : 'unreachable';
      told = answer?.details;
      continue;
    }
    if (!decision.ok) return refused(decision.refusal);
    return conclude(decision.value);
  }
}

/** The first outcome of this id; nothing, and without a pause, when there is none yet. */
function doneBefore<Input, Gathered>(
  store: Store,
  command: StoreCommand<Input, Gathered>,
  input: Input,
  request: string,
): Promise<Outcome | undefined> | undefined {
  const id = command.documentId(input);
  const { journal } = store.ports;
  if (id === undefined || journal.log.positionOf(id) === undefined) return undefined;
  return journal.find(id).then(async (written): Promise<Outcome | undefined> => {
    const { document, durable } = must(written, 'a document that has a position can be found');
    if (document.request === request) {
      await durable;
      return { outcome: 'exists', document };
    }
    if (command.repeated === 'decide') return undefined;
    return refused(
      refuse('exists-different', 'Another command was recorded under this id.', {
        field: 'id',
        details: { document: id, at: document.at },
      }).refusal,
    );
  });
}

const refused = (refusal: Refusal): Outcome => ({ outcome: 'refused', refusal });

const NO_OVERRIDE = refuse('not-allowed', 'An override needs a supervisor.', { field: 'override' }).refusal;

/** The first complaint of a schema, with the path of the field it is about. */
export function invalidInput(error: z.ZodError): Refusal {
  const [issue] = error.issues;
  const field = (issue?.path ?? []).reduce<string>(
    (path, part) =>
      typeof part === 'number' ? `${path}[${part}]` : path === '' ? String(part) : `${path}.${String(part)}`,
    '',
  );
  return refuse('invalid-input', issue?.message ?? 'The input is not valid.', field === '' ? {} : { field }).refusal;
}
