/** What members and those who look after them do with points at the hub. */
import type { Crowd, Deed } from './crowd.ts';
import type { Random } from './random.ts';

const PEOPLE = 6;

/** The telephone number of one of a few people. */
export const phoneOf = (random: Random): string => phoneNumber(random.below(PEOPLE));

const phoneNumber = (who: number): string => `+4850000000${who}`;

export const enrol = (crowd: Crowd, { random }: Deed): void => enrolWith(crowd, phoneOf(random));

/** In the end everybody is enrolled: then nothing waits any more for somebody to claim it. */
export function enrolEverybody(crowd: Crowd): void {
  for (let who = 0; who < PEOPLE; who++) {
    const phone = phoneNumber(who);
    if (!crowd.members.has(phone)) enrolWith(crowd, phone);
  }
}

export const isEverybodyEnrolled = (crowd: Crowd): boolean => crowd.members.size === PEOPLE;

function enrolWith(crowd: Crowd, phone: string): void {
  const person = { identities: [{ kind: 'phone' as const, value: phone }] };
  // Who was forgotten comes as somebody new.
  const id = `E${phone}.${crowd.forgotten.get(phone)?.length ?? 0}`;
  crowd.world.hub.serve(
    (hub) => hub.members.enrol({ id, channel: 'app', person }),
    (outcome) => {
      if (outcome.outcome === 'refused') return crowd.tally(`enrol refused: ${outcome.refusal.refused}`);
      const { member } = outcome.document.body;
      if (crowd.forgotten.get(phone)?.includes(member)) return;
      if (!crowd.members.has(phone)) crowd.tally('member');
      crowd.members.set(phone, member);
    },
  );
}

/** Somebody gives an address too, or wants to be forgotten, or looks at what is known of them. */
export function aboutMe(crowd: Crowd, { random }: Deed): void {
  const phone = phoneOf(random);
  const member = crowd.members.get(phone);
  if (member === undefined) return;
  const { hub } = crowd.world;
  switch (random.below(6)) {
    case 0: {
      const value = `who${random.below(PEOPLE)}@example.org`;
      return hub.serve(
        ({ members }) => members.identify(member, { kind: 'email', value }),
        ({ outcome }) => crowd.tally(`address ${outcome}`),
      );
    }
    case 1:
      return forget(crowd, { phone, member });
    default:
      return hub.serve(
        ({ members }) => members.export(member),
        () => crowd.tally('member looked at what is known'),
      );
  }
}

function forget(crowd: Crowd, { phone, member }: { phone: string; member: string }): void {
  crowd.members.delete(phone);
  crowd.forgotten.set(phone, [...(crowd.forgotten.get(phone) ?? []), member]);
  const erase = (): void =>
    crowd.world.hub.serve(
      ({ members }) => members.erase(member),
      (outcome) => {
        crowd.tally(`forgotten ${outcome.outcome}`);
        isDone = true;
      },
    );
  let isDone = false;
  const again = (): void => {
    if (isDone) return;
    erase();
    crowd.world.scheduler.later(1000, again);
  };
  again();
}

/** Points given or taken by hand; a few tries under one id. */
export function adjustPoints(crowd: Crowd, { random, name }: Deed): void {
  const member = crowd.members.get(phoneOf(random));
  if (member === undefined) return;
  const points = random.chance(80) ? random.between(50, 600) : -random.between(1, 60);
  const command = { id: name('j'), member, by: 'ops', reason: 'goodwill', points };
  const adjust = (): void =>
    crowd.world.hub.serve(
      (hub) => hub.members.adjust(command),
      ({ outcome }) => crowd.tally(`points adjusted ${outcome}`),
    );
  adjust();
  if (random.chance(30)) crowd.world.scheduler.later(random.between(0, 50), adjust);
}

export function hold(crowd: Crowd, deed: Deed): void {
  const member = crowd.members.get(phoneOf(deed.random));
  if (member !== undefined) holdPoints(crowd, deed, { member, held: () => {} });
}

/** Sets points of the member aside for a while; `held` hears under which name, when there were so many. */
export function holdPoints(
  crowd: Crowd,
  { random, name }: Deed,
  { member, held }: { member: string; held: (hold: string) => void },
): void {
  const points = random.between(5, 200);
  const id = name('w');
  const until = crowd.world.scheduler.now + random.between(2, 200) * 1000;
  crowd.world.hub.serve(
    (hub) => hub.members.hold({ id, member, points, until, channel: 'web' }),
    (outcome) => {
      crowd.tally(`hold ${outcome.outcome}`);
      if (outcome.outcome === 'refused') return;
      crowd.holds.push({ hold: id, member, points });
      held(id);
    },
  );
}

/** Two checkouts end one hold: with what each thinks it is for. */
export function endHold(crowd: Crowd, { random }: Deed): void {
  const held = crowd.holds.at(-1 - random.below(3));
  if (!held) return;
  const { hold: id, member, points } = held;
  const end = (captured: number): void =>
    crowd.world.hub.serve(
      (hub) => hub.members.endHold({ hold: id, member, captured }),
      ({ outcome }) => crowd.tally(`hold ended ${outcome}`),
    );
  end(random.between(0, points));
  if (random.chance(40)) end(random.between(0, points));
}
