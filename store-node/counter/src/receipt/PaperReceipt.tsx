/** The receipt on screen, and on paper through the browser's own print. */
import { encode } from 'uqr';
import { useApp } from '../app/context.tsx';
import { dateTime, money, rate } from '../words/formats.ts';
import { type Receipt, receiptCode } from './receipt.ts';

export function PaperReceipt({ receipt }: { receipt: Receipt }) {
  const { words, locale } = useApp();
  const amount = (minor: number): string => money(minor, receipt.currency, locale);
  return (
    <article className="receipt stack" aria-label={words.receipt.title} data-testid="receipt">
      <header>
        <p className="big">{receipt.storeName}</p>
        <p className="quiet">{receipt.address}</p>
        <p className="quiet">
          {words.receipt.number} {receipt.number}
        </p>
        <p className="quiet">{dateTime(receipt.at, locale)}</p>
      </header>
      <ul>
        {receipt.lines.map((line, index) => (
          // Lines of a receipt never change their order.
          <li key={index}>
            <p>{line.name}</p>
            <p className="spread quiet">
              <span>
                {line.measure === 'gram' ? `${line.units / 1000} ${words.receipt.perKilogram}` : line.units} ×{' '}
                {amount(line.unitPrice)}
              </span>
              <span>{amount(line.amount)}</span>
            </p>
          </li>
        ))}
      </ul>
      <div>
        <p className="spread big">
          <span>{words.common.total}</span>
          <span>{amount(receipt.total)}</span>
        </p>
        {receipt.taxes.map((tax) => (
          <p className="spread quiet" key={tax.rate}>
            <span>
              {words.receipt.tax(rate(tax.rate, locale))} {amount(tax.gross)}
            </span>
            <span>{amount(tax.tax)}</span>
          </p>
        ))}
        {receipt.tenders.map((tender, index) => (
          <p className="spread" key={index}>
            <span>{words.shift.tenders[tender.kind]}</span>
            <span>{amount(tender.amount)}</span>
          </p>
        ))}
        {receipt.change > 0 && (
          <p className="spread">
            <span>{words.sell.change}</span>
            <span>{amount(receipt.change)}</span>
          </p>
        )}
      </div>
      <footer>
        <p className="quiet">
          {words.receipt.register} {receipt.register} · {words.receipt.servedBy} {receipt.servedBy}
        </p>
        {receipt.isOffline && <p className="quiet">{words.receipt.offline}</p>}
        <QrCode text={receiptCode(receipt)} label={words.receipt.qr} />
      </footer>
    </article>
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
