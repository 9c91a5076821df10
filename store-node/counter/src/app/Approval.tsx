/** A supervisor gives a word with a PIN. Checked on this device; by the store's node too, when it is to act on it. */
import { useState } from 'react';
import { mayOverride } from '@ringfence/domain/staff/may-override.ts';
import { Button } from 'react-aria-components';
import type { StaffDoc } from '../data/documents.ts';
import { Unreachable } from '../data/node-api.ts';
import { Choice, Field, Notice, Question } from '../ui/ui.tsx';
import { useApp, useLive, useRefusal } from './context.tsx';
import { pinProblem } from './SignIn.tsx';

export interface Approved {
  readonly by: string;
  readonly reason: string;
  /** Lets the node act on it, for one command; absent when only this device had to know. */
  readonly token?: string;
}

export function Approval(props: {
  title: string;
  reasonLabel: string;
  /** The node must check it as well. */
  isForNode: boolean;
  /** The one basket the word is for: it holds as long as the basket, and this device's check is enough while the node does not answer. */
  basket?: string;
  onApproved: (approved: Approved) => void;
  onClose: () => void;
  children?: React.ReactNode;
}) {
  const { shop, words, staff: current } = useApp();
  const explain = useRefusal();
  const people = useLive(() => shop.databases.cache.staff.find({ selector: { active: true } }).$, [], [shop]);
  const supervisors = people.map((person) => person.toMutableJSON()).filter((person) => mayOverride(person.role));
  const [who, setWho] = useState(mayOverride(current.role) ? current.staff : '');
  const [pin, setPin] = useState('');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState('');

  const approve = async (person: StaffDoc | undefined): Promise<void> => {
    if (!person || reason.trim() === '' || pin === '') return;
    setPin('');
    const answer = await shop.pins.check(person, pin);
    if (!answer.ok) return setProblem(pinProblem(answer, words));
    const approved = { by: person.staff, reason: reason.trim() };
    if (!props.isForNode) return props.onApproved(approved);
    try {
      const granted = await shop.api.command('approvals', {
        staff: person.staff,
        pin,
        ...(props.basket === undefined ? {} : { for: props.basket }),
      });
      if (granted.outcome === 'refused') return setProblem(explain(granted.code));
      props.onApproved({ ...approved, token: (granted as unknown as { token: string }).token });
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      if (props.basket !== undefined) return props.onApproved(approved);
      setProblem(words.approval.offline);
    }
  };

  const chosen = supervisors.find((person) => person.staff === who);
  return (
    <Question title={props.title} onClose={props.onClose}>
      {props.children}
      {supervisors.length === 0 && <Notice tone="warn">{words.approval.nobody}</Notice>}
      <Field label={props.reasonLabel} value={reason} onChange={setReason} isFocused />
      <Choice
        label={words.approval.title}
        value={who}
        options={supervisors.map((person) => ({ value: person.staff, label: person.name }))}
        onChange={setWho}
      />
      <Field
        label={words.signIn.pin}
        kind="secret"
        value={pin}
        onChange={setPin}
        onEnter={() => void approve(chosen)}
      />
      {problem !== '' && <Notice tone="bad">{problem}</Notice>}
      <Button
        className="primary"
        isDisabled={!chosen || reason.trim() === '' || pin === ''}
        onPress={() => void approve(chosen)}
      >
        {words.approval.action}
      </Button>
      <Button className="button plain" onPress={props.onClose}>
        {words.common.cancel}
      </Button>
    </Question>
  );
}
