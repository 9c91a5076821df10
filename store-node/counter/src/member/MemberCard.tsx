/** The member of a basket, and what may be spent now. */
import type { LoyaltyRules } from '@ringfence/domain/documents/loyalty-rules.ts';
import { Button } from 'react-aria-components';
import { useApp, useMoney } from '../app/context.tsx';
import { Icon } from '../ui/icons.tsx';
import { moment } from '../words/formats.ts';
import { isKnown, type KnownMember, type Member, redeemable } from './member.ts';

export function MemberCard(props: {
  member: Member;
  rules: LoyaltyRules | undefined;
  total: number;
  onRemove: () => void;
}) {
  const { member, rules, total, onRemove } = props;
  const { words } = useApp();
  return (
    <section className="card" aria-label={words.member.title} data-testid="member">
      <div className="row">
        <Icon name="person" />
        <strong className="grow">
          {isKnown(member) ? (member.tier ?? words.member.noTier) : words.member.claimed(member.hint)}
        </strong>
        <Button className="button square plain" aria-label={words.member.remove} onPress={onRemove}>
          <Icon name="remove" />
        </Button>
      </div>
      {isKnown(member) ? (
        <Points member={member} rules={rules} total={total} />
      ) : (
        <p className="quiet small">{words.member.why[member.why]}</p>
      )}
    </section>
  );
}

function Points({ member, rules, total }: { member: KnownMember; rules: LoyaltyRules | undefined; total: number }) {
  const { words, locale } = useApp();
  const money = useMoney();
  const now = redeemable(member, rules, total);
  const { here, hereUntil } = member;
  return (
    <>
      {member.total !== null && (
        <p>
          {words.member.total(member.total)}
          {member.available !== null && (
            <span className="quiet small"> · {words.member.available(Math.max(0, member.available))}</span>
          )}
        </p>
      )}
      {!member.connected && (
        <p className="row small caution">
          <Icon name="warn" />
          {here > 0 ? words.member.cutOff : words.member.nothingHere}
        </p>
      )}
      {here > 0 && hereUntil !== null && (
        <p className="small">{words.member.lentHere(here, moment(hereUntil, Date.now(), locale))}</p>
      )}
      {now && total > 0 && (
        <p className="quiet small">
          {now.points >= Math.max(1, now.minimum)
            ? words.member.redeemable(now.points, money(now.worth))
            : words.member.nothingNow(now.minimum)}
        </p>
      )}
    </>
  );
}
