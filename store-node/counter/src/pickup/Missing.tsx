/** What cannot be given: how many and why; then nothing is given for it, or another item is. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useApp } from '../app/context.tsx';
import { useCommand } from '../app/use-command.ts';
import type { Item } from '../app/use-names.ts';
import type { OrderDoc } from '../data/documents.ts';
import { stepping } from '../sell/Lines.tsx';
import { Choice, Notice, Question, Stepper } from '../ui/ui.tsx';
import { reasonWords, usePickRules } from './rules.ts';

type Line = OrderDoc['lines'][number];

/** So many units of a line are missing, for a reason of the shop's rules. */
export interface MissingUnits {
  readonly line: Line;
  readonly units: number;
  readonly reason: string;
  /** The shop wants the item counted. */
  readonly isDoubtful: boolean;
}

export function Missing(props: {
  order: string;
  line: Line;
  item: Item;
  onClose: () => void;
  onReported: (missing: MissingUnits) => void;
  onSubstitute: (missing: MissingUnits) => void;
}) {
  const { order, line, item, onClose, onReported, onSubstitute } = props;
  const { words, staff, language } = useApp();
  const { run, problem, isBusy } = useCommand();
  const { reasons } = usePickRules();
  const [reason, setReason] = useState('');
  const [units, setUnits] = useState(item.measure === 'gram' ? line.held : 1);
  const [id] = useState(() => crypto.randomUUID());
  const isDoubtful = reasons.find(({ code }) => code === reason)?.recount ?? false;
  const missing: MissingUnits = { line, units, reason, isDoubtful };

  const report = async (): Promise<void> => {
    const body = { id, order, by: staff.staff, reason, lines: [{ sku: line.sku, units }] };
    if (await run('short-picks', body, { id, done: words.pick.shortDone })) onReported(missing);
  };

  return (
    <Question title={words.pick.shortTitle} onClose={onClose}>
      <p>
        <strong>{item.name}</strong>
      </p>
      <div className="field">
        <span className="label">{words.pick.shortUnits}</span>
        <Stepper
          name={words.pick.shortUnits}
          value={units}
          min={1}
          max={line.held}
          {...stepping(item, words)}
          onChange={setUnits}
        />
      </div>
      <Choice
        label={words.common.reason}
        value={reason}
        options={reasons.map((one) => ({ value: one.code, label: reasonWords(one, language, words) }))}
        onChange={setReason}
      />
      {problem && <Notice tone="bad">{problem.text}</Notice>}
      <Button className="button" isDisabled={reason === ''} onPress={() => onSubstitute(missing)}>
        {words.pick.substitute}
      </Button>
      <Button className="primary" isDisabled={reason === '' || isBusy} onPress={() => void report()}>
        {words.pick.shortConfirm}
      </Button>
      <Button className="button plain" onPress={onClose}>
        {words.common.cancel}
      </Button>
    </Question>
  );
}
