/** Who is at the till: scan or type, and the store says who it is and what may be spent. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useApp, useRefusal } from '../app/context.tsx';
import { useScan } from '../app/use-scan.ts';
import type { SealingKey } from '@ringfence/domain/documents/loyalty-rules.ts';
import { Field, Notice, Question } from '../ui/ui.tsx';
import { findMember, type Member } from './member.ts';

export function MemberQuestion(props: {
  sealingKey: SealingKey | undefined;
  onMember: (member: Member) => void;
  onClose: () => void;
}) {
  const { sealingKey, onMember, onClose } = props;
  const { shop, words, feedback } = useApp();
  const explain = useRefusal();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);

  const find = async (wanted: string): Promise<void> => {
    if (wanted.trim() === '' || isBusy) return;
    setBusy(true);
    setProblem('');
    const found = await findMember(shop.api, wanted, sealingKey);
    setBusy(false);
    if ('member' in found) return onMember(found.member);
    setProblem(explain(found.refused));
    feedback.bad(explain(found.refused));
  };
  useScan((code) => void find(code));

  return (
    <Question title={words.member.title} onClose={onClose}>
      <Field label={words.member.find} value={text} onChange={setText} isFocused onEnter={() => void find(text)} />
      <p className="quiet small">{words.member.hint}</p>
      {problem !== '' && <Notice tone="bad">{problem}</Notice>}
      <Button className="primary" isDisabled={text.trim() === '' || isBusy} onPress={() => void find(text)}>
        {words.member.action}
      </Button>
      <Button className="button plain" onPress={onClose}>
        {words.common.cancel}
      </Button>
    </Question>
  );
}
