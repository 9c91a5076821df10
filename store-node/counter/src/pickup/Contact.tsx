/** Who ordered, asked of head office when a clerk wants to know. Shown, and kept nowhere on this device. */
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { useApp } from '../app/context.tsx';
import { Icon } from '../ui/icons.tsx';

interface Person {
  readonly name?: string;
  readonly phone?: string;
  readonly email?: string;
}

export type Asked = 'asking' | 'away' | Person | null;

/** Nothing is asked while `isWanted` is false. Null when the order names nobody. */
export function useContact(order: string, isWanted: boolean): Asked {
  const { shop } = useApp();
  const [asked, setAsked] = useState<Asked>('asking');
  useEffect(() => {
    if (!isWanted) return;
    let isShown = true;
    setAsked('asking');
    shop.api
      .get<{ contact: Person | null }>(`orders/${encodeURIComponent(order)}/contact`)
      .then((answer) => isShown && setAsked(answer?.contact ?? null))
      .catch(() => isShown && setAsked('away'));
    return () => {
      isShown = false;
    };
  }, [shop, order, isWanted]);
  return asked;
}

export function Contact({ order }: { order: string }) {
  const { words } = useApp();
  const [isWanted, setWanted] = useState(false);
  const asked = useContact(order, isWanted);
  if (!isWanted)
    return (
      <Button className="button" onPress={() => setWanted(true)}>
        <Icon name="person" />
        {words.pick.contact}
      </Button>
    );
  if (asked === 'asking') return <p className="quiet">{words.handover.contactAsk}</p>;
  if (asked === 'away') return <p className="quiet">{words.pick.contactAway}</p>;
  if (asked === null) return <p className="quiet">{words.pick.contactNone}</p>;
  return (
    <p className="row" data-testid="contact">
      <Icon name="person" />
      {[asked.name, asked.phone, asked.email].filter(Boolean).join(' · ')}
    </p>
  );
}
