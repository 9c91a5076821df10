/** Puts a receipt on paper: as bytes where a printer takes them, else by the browser. */
import { Button } from 'react-aria-components';
import { useApp } from '../app/context.tsx';
import { Icon } from '../ui/icons.tsx';
import { escPosOf } from './escpos.ts';
import { printReceipt } from './printers.ts';
import type { Receipt } from './receipt.ts';

export function PrintButton({ receipt }: { receipt: Receipt }) {
  const { words, locale } = useApp();
  return (
    <Button className="button" onPress={() => void printReceipt(escPosOf(receipt, words, locale))}>
      <Icon name="print" />
      {words.receipt.print}
    </Button>
  );
}
