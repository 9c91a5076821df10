/** Two loads on members: what an app asks, and a hold with its capture. */
import { CaptureHold, HoldPoints, MemberPoints, type Operation } from '@ringfence/graphql/generated/operations.ts';
import { drive, expectStatus, type Seen, type Target } from './load.ts';

export type MembersInput = Omit<Target, 'path'> & { readonly members: readonly string[] };

/** Points of one member after the other; also gives one of the answers. */
export async function loadMemberPoints(input: MembersInput): Promise<Seen & { answer: string }> {
  let last = '';
  const seen = await drive(
    { ...input, path: '/graphql' },
    (index) => operation(MemberPoints, { id: memberAt(input, index) }),
    (answer) => {
      expectStatus(answer, 200);
      if (!answer.text.includes('"available"')) throw new Error(`no points: ${answer.text.slice(0, 500)}`);
      last = answer.text;
      return true;
    },
  );
  return { ...seen, answer: last };
}

const POINTS = 10;
const HOLD_MS = 3_600_000;

/** Holds of ten points each, every one captured by whoever is free next: only captures are counted as done. */
export function loadHolds(input: MembersInput & { readonly prefix: string }): Promise<Seen> {
  const held: number[] = [];
  const capturing = new Set<number>();
  const holdOf = new Map<number, number>();
  return drive(
    { ...input, path: '/graphql' },
    (index) => {
      const hold = held.shift();
      const of = hold ?? index;
      holdOf.set(index, of);
      const named = { id: `${input.prefix}${of}`, memberId: memberAt(input, of), points: POINTS };
      if (hold === undefined) {
        const until = new Date(Date.now() + HOLD_MS).toISOString();
        return operation(HoldPoints, { input: { ...named, until, channel: 'web' } });
      }
      capturing.add(index);
      return operation(CaptureHold, { input: named });
    },
    (answer, index) => {
      expectStatus(answer, 200);
      if (!answer.text.includes('"RECORDED"')) throw new Error(`not recorded: ${answer.text.slice(0, 500)}`);
      const of = holdOf.get(index);
      holdOf.delete(index);
      if (capturing.delete(index)) return true;
      if (of !== undefined) held.push(of);
      return false;
    },
  );
}

const memberAt = ({ members }: MembersInput, index: number): string => members[index % members.length] ?? '';

const operation = <Variables>({ name, text }: Operation<unknown, Variables>, variables: Variables): string =>
  JSON.stringify({ operationName: name, query: text, variables });
