/** The few parts every screen is made of. */
import { type ReactNode, useId } from 'react';
import { Button, Dialog, Heading, Input, Label, Modal, ModalOverlay, TextField } from 'react-aria-components';
import { Icon, type IconName } from './icons.tsx';

export interface Action {
  readonly label: string;
  readonly run: () => void;
  readonly isDisabled?: boolean;
}

/** One task: what is worked on, what it comes to, and its one primary action, always at the same place. */
export function Screen(props: {
  title: string;
  children: ReactNode;
  side?: ReactNode;
  total?: { label: string; figure: string };
  action?: Action;
}) {
  const { title, children, side, total, action } = props;
  const hasSide = side !== undefined || total !== undefined || action !== undefined;
  return (
    <main id="task" className={hasSide ? 'screen' : 'screen single'} tabIndex={-1}>
      <div className="main" tabIndex={-1}>
        <h1 className="hidden">{title}</h1>
        {children}
      </div>
      {hasSide && (
        <section className="side" aria-label={action?.label ?? title}>
          <div className="fill">{side}</div>
          <div className="foot">
            {total && (
              <div className="total">
                <span>{total.label}</span>
                <span className="figure" data-testid="total">
                  {total.figure}
                </span>
              </div>
            )}
            {action && (
              <Button className="primary" isDisabled={action.isDisabled ?? false} onPress={action.run}>
                {action.label}
              </Button>
            )}
          </div>
        </section>
      )}
    </main>
  );
}

export function Field(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  kind?: 'text' | 'amount' | 'whole' | 'secret';
  isFocused?: boolean;
  onEnter?: () => void;
}) {
  const { label, value, onChange, kind = 'text', isFocused = false, onEnter } = props;
  const mode = kind === 'amount' ? 'decimal' : kind === 'text' ? 'text' : 'numeric';
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      autoFocus={isFocused}
      type={kind === 'secret' ? 'password' : 'text'}
    >
      <Label>{label}</Label>
      <Input
        inputMode={mode}
        autoComplete="off"
        onKeyDown={(event) => {
          if (event.key === 'Enter') onEnter?.();
        }}
      />
    </TextField>
  );
}

export function Choice<Value extends string>(props: {
  label: string;
  value: Value | '';
  options: readonly { readonly value: Value; readonly label: string }[];
  onChange: (value: Value) => void;
}) {
  const { label, value, options, onChange } = props;
  const id = useId();
  return (
    <fieldset className="field" aria-labelledby={id}>
      <span className="label" id={id}>
        {label}
      </span>
      <div className="row wrap">
        {options.map((option) => (
          <Button
            key={option.value}
            className="button"
            aria-pressed={option.value === value}
            onPress={() => onChange(option.value)}
          >
            {option.value === value && <Icon name="good" />}
            {option.label}
          </Button>
        ))}
      </div>
    </fieldset>
  );
}

export function Stepper(props: {
  name: string;
  value: number;
  min?: number;
  max?: number;
  /** What one press changes. */
  step?: number;
  /** After the number. */
  unit?: string;
  fewer: string;
  more: string;
  onChange: (value: number) => void;
}) {
  const { name, value, min = 0, max = Infinity, step = 1, unit, fewer, more, onChange } = props;
  return (
    <div className="stepper" role="group" aria-label={name}>
      <Button
        className="button square plain"
        aria-label={fewer}
        isDisabled={value <= min}
        onPress={() => onChange(Math.max(min, value - step))}
      >
        <Icon name="minus" />
      </Button>
      <output>{unit === undefined ? value : `${value} ${unit}`}</output>
      <Button
        className="button square plain"
        aria-label={more}
        isDisabled={value >= max}
        onPress={() => onChange(Math.min(max, value + step))}
      >
        <Icon name="plus" />
      </Button>
    </div>
  );
}

export function Empty({ icon, title, hint }: { icon: IconName; title: string; hint: string }) {
  return (
    <div className="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      <p>{hint}</p>
    </div>
  );
}

export type Tone = 'good' | 'warn' | 'bad';

export function Notice({ tone, children, action }: { tone: Tone; children: ReactNode; action?: Action }) {
  return (
    <div className="notice" data-tone={tone} role={tone === 'good' ? 'status' : 'alert'}>
      <Icon name={tone} />
      <div className="grow">{children}</div>
      {action && (
        <Button className="button" onPress={action.run}>
          {action.label}
        </Button>
      )}
    </div>
  );
}

export function Tag({ tone, icon, children }: { tone?: Tone; icon?: IconName; children: ReactNode }) {
  return (
    <span className="tag" data-tone={tone}>
      {icon && <Icon name={icon} />}
      {children}
    </span>
  );
}

/** A question that has to be answered before the task goes on. */
export function Question(props: { title: string; onClose: () => void; children: ReactNode }) {
  const { title, onClose, children } = props;
  return (
    <ModalOverlay className="overlay" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal>
        <Dialog className="modal stack">
          <Heading slot="title">{title}</Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
