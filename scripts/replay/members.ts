/**
 * Customers of the data as members. Each has a card with a number of its own
 * and nothing else; most enrol before the first day, the others in the middle,
 * having earned on their cards before. Whoever enrols is welcomed with some
 * points, as few customers come twice within weeks. What they have is asked of
 * the hub.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { MemberId } from '@ringfence/domain/basic/ids.ts';
import type { LoyaltyRules } from '@ringfence/domain/documents/loyalty-rules.ts';
import {
  AdjustPoints,
  EnrolMember,
  MemberPoints,
  type MemberPointsQuery,
  PutLoyaltyRules,
} from '@ringfence/graphql/generated/operations.ts';
import type { HubApi } from '../clients/hub-api.ts';
import type { Retailer } from '../processes/retailer.ts';
import type { Draw } from '../trade-data/draw.ts';
import type { Step } from '../trade-data/steps.ts';

/** Customers who enrol in the middle of the window. */
const LATE_SHARE = 0.2;
const AT_ONCE = 16;
/** What is lent for longer is not for a basket. */
const BASKET_MAX_MS = 3_600_000;
const LOOK_MS = 100;
const GIVE_UP_MS = 60_000;
const USUAL = 100;
const WELCOME = 500;
/** A sealing key and rules. */
const RULE_DOCUMENTS = 2;

type Member = NonNullable<MemberPointsQuery['member']>;
export type Points = Member['points'];

interface Given {
  readonly retailer: Retailer;
  readonly rules: LoyaltyRules;
  readonly draw: Draw;
  readonly steps: readonly Step[];
}

export class Members {
  readonly rules: LoyaltyRules;
  readonly #hub: HubApi;
  readonly #draw: Draw;
  /** By customer. */
  readonly #ids = new Map<string, MemberId>();
  #late: string[];

  private constructor({ retailer, rules, draw }: Given, late: string[]) {
    this.rules = rules;
    this.#hub = retailer.hub.operations;
    this.#draw = draw;
    this.#late = late;
  }

  /** Puts the rules, enrols those who come first, and resolves when every store knows the rules. */
  static async open(given: Given): Promise<Members> {
    const customers = [...new Set(given.steps.flatMap((step) => ('customer' in step ? (step.customer ?? []) : [])))];
    const isLate = (customer: string): boolean => given.draw.chance(LATE_SHARE, 'enrols late', customer);
    const members = new Members(given, customers.filter(isLate));
    await putRules(given.retailer, given.rules);
    await members.#enrol(customers.filter((customer) => !isLate(customer)));
    return members;
  }

  /** Those who come in the middle of the window. */
  async enrolLate(): Promise<void> {
    const late = this.#late;
    this.#late = [];
    await this.#enrol(late);
  }

  get ids(): MemberId[] {
    return [...this.#ids.values()];
  }

  /** Nothing for somebody who did not enrol yet. */
  idOf(customer: string): MemberId | undefined {
    return this.#ids.get(customer);
  }

  /** Sixteen digits that follow from the customer, and do not tell who it is. */
  cardOf(customer: string): string {
    return String(Math.floor(this.#draw.number('card', customer) * 1e15)).padStart(16, '4');
  }

  async pointsOf(member: MemberId): Promise<Points> {
    return (await this.#find(member)).points;
  }

  /** Per cent of the usual points that the member earns now. */
  async tierRateOf(member: MemberId): Promise<number> {
    return (await this.#find(member)).tier?.rate ?? USUAL;
  }

  /** Points of every member, as the hub serves them. */
  async served(): Promise<Map<MemberId, Points & Pick<Member, 'tier'>>> {
    const all = new Map<MemberId, Points & Pick<Member, 'tier'>>();
    await severalAtOnce(this.ids, async (member) => {
      const { points, tier } = await this.#find(member);
      all.set(member, { ...points, tier });
    });
    return all;
  }

  /** Whether points for single baskets still lie at stores. */
  async areBasketsOut(): Promise<boolean> {
    const soon = Date.now() + BASKET_MAX_MS;
    const all = await this.served();
    return [...all.values()].some(({ lent }) => lent.some(({ until }) => Date.parse(until) < soon));
  }

  async #welcome(memberId: MemberId): Promise<void> {
    const input = { id: `welcome-${memberId}`, memberId, points: WELCOME, by: 'replay', reason: 'welcome' };
    const { adjustPoints: answer } = await this.#hub.run(AdjustPoints, { input });
    if (answer.__typename !== 'PointsRecorded') throw new Error(`a welcome was refused: ${answer.message}`);
  }

  async #find(member: MemberId): Promise<Member> {
    const { member: found } = await this.#hub.run(MemberPoints, { id: member });
    if (!found) throw new Error(`the hub knows no member ${member}`);
    return found;
  }

  async #enrol(customers: readonly string[]): Promise<void> {
    await severalAtOnce(customers, async (customer) => {
      const identities = [{ kind: 'CARD' as const, value: this.cardOf(customer) }];
      const input = { id: `enrol-${this.cardOf(customer)}`, channel: 'web', identities };
      const { enrolMember: answer } = await this.#hub.run(EnrolMember, { input });
      if (answer.__typename !== 'PointsRecorded') throw new Error(`a member was refused: ${answer.message}`);
      const memberId = answer.member.id;
      await this.#welcome(memberId);
      this.#ids.set(customer, memberId);
    });
  }
}

async function putRules({ hub, stores }: Retailer, rules: LoyaltyRules): Promise<void> {
  const positionAt = async (store: Retailer['stores'][number]): Promise<number> =>
    (await store.operator.get<{ catalog: { n: number } }>('status'))?.catalog.n ?? 0;
  const before = await Promise.all(stores.map(positionAt));
  const { putLoyaltyRules: answer } = await hub.operations.run(PutLoyaltyRules, { rules: JSON.stringify(rules) });
  if (answer.__typename !== 'LoyaltyRulesRecorded') throw new Error(`the rules were refused: ${answer.message}`);
  const giveUpAt = Date.now() + GIVE_UP_MS;
  for (const [index, store] of stores.entries()) {
    while ((await positionAt(store)) < (before[index] ?? 0) + RULE_DOCUMENTS) {
      if (Date.now() > giveUpAt) throw new Error(`${store.id} did not receive the rules`);
      await sleep(LOOK_MS);
    }
  }
}

async function severalAtOnce<T>(all: readonly T[], run: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const worker = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await run(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
