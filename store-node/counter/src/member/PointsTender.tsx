/**
 * Points as a tender. The clerk types as many as the customer wants; they are
 * set aside before anything else is paid, so that what the customer hears is
 * what will be.
 */
import { useState } from 'react';
import type { LoyaltyRules } from '@ringfence/domain/documents/loyalty-rules.ts';
import { worthOf } from '@ringfence/domain/loyalty/rules.ts';
import { Button } from 'react-aria-components';
import { useApp, useMoney, useRefusal } from '../app/context.tsx';
import { isRefused, type Refused, Unreachable } from '../data/node-api.ts';
import { Field, Notice } from '../ui/ui.tsx';
import { moment } from '../words/formats.ts';
import { type KnownMember, redeemable } from './member.ts';

export interface PointsWallet {
  readonly basket: string;
  readonly member: KnownMember;
  readonly rules: LoyaltyRules;
}

export function PointsTender(props: {
  wallet: PointsWallet;
  left: number;
  onSetAside: (points: number, worth: number) => void;
}) {
  const { wallet, left, onSetAside } = props;
  const { shop, words, feedback } = useApp();
  const money = useMoney();
  const whyNot = useWhyNot();
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const { basket, member, rules } = wallet;
  const points = /^\d{1,9}$/.test(typed.trim()) ? Number(typed) : 0;
  const worth = worthOf(rules, points);
  const most = redeemable(member, rules, left);

  const setAside = async (): Promise<void> => {
    if (points === 0 || worth > left || isBusy) return;
    setBusy(true);
    setProblem('');
    try {
      const body = { basket, member: member.id, points };
      const answer = await shop.api.put<{ points: number; worth: number }>('points-holds', body);
      if (!isRefused(answer)) return onSetAside(answer.points, answer.worth);
      setProblem(whyNot(answer));
      feedback.bad(whyNot(answer));
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      setProblem(words.member.needsNode);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <div className="row" style={{ alignItems: 'end' }}>
        <div className="grow">
          <Field
            label={words.member.spend}
            kind="whole"
            value={typed}
            onChange={setTyped}
            onEnter={() => void setAside()}
          />
        </div>
        <Button className="button" isDisabled={points === 0 || worth > left || isBusy} onPress={() => void setAside()}>
          {words.sell.addTender}
        </Button>
      </div>
      <p className="quiet small">
        {points > 0 && worth <= left && `${words.member.worth(money(worth))} · `}
        {points > 0 && worth > left ? words.refusals['points-above-basket'] : words.member.atMost(most?.points ?? 0)}
        {most && most.minimum > 1 && ` · ${words.member.atLeast(most.minimum)}`}
      </p>
      {problem !== '' && <Notice tone="warn">{problem}</Notice>}
    </>
  );
}

/** Why points cannot be spent, with the figures of the refusal. */
function useWhyNot(): (refused: Refused) => string {
  const { words, locale } = useApp();
  const explain = useRefusal();
  return ({ code, details }) => {
    if (code !== 'insufficient-points') return explain(code);
    const { here, hereUntil, cutOff, hub } = details as {
      here?: number;
      hereUntil?: number | null;
      cutOff?: boolean;
      hub?: { available?: number };
    };
    if (cutOff !== true) return words.member.shortFree((hub?.available ?? 0) + (here ?? 0));
    return here !== undefined && here > 0 && typeof hereUntil === 'number'
      ? words.member.short(here, moment(hereUntil, Date.now(), locale))
      : words.member.shortNone;
  };
}
