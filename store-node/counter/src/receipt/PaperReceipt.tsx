/** The receipt on screen, and on paper through the browser's own print. */
import { encode } from 'uqr';
import { useApp } from '../app/context.tsx';
import { type Receipt, receiptCode } from './receipt.ts';
import { receiptRows, type Row } from './rows.ts';

export function PaperReceipt({ receipt }: { receipt: Receipt }) {
  const { words, locale } = useApp();
  const rows = receiptRows(receipt, words, locale);
  return (
    <article className="receipt stack" aria-label={words.receipt.title} data-testid="receipt">
      <header>
        <p className="big">{receipt.storeName}</p>
        <p className="quiet">{receipt.address}</p>
      </header>
      <div>
        {rows.map((row, index) => (
          // The rows of a receipt never change their order.
          <ReceiptRow key={index} row={row} />
        ))}
      </div>
      {receipt.sale !== '' && (
        <footer>
          <QrCode text={receiptCode(receipt)} label={words.receipt.qr} />
        </footer>
      )}
    </article>
  );
}

function ReceiptRow({ row }: { row: Row }) {
  if (row.kind === 'rule') return <hr />;
  const look = `${row.isQuiet ? 'quiet' : ''} ${row.isStrong ? 'big' : ''}`;
  if (row.kind === 'text') return <p className={look}>{row.text}</p>;
  return (
    <p className={`spread ${look}`}>
      <span>{row.left}</span>
      <span>{row.right}</span>
    </p>
  );
}

function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
