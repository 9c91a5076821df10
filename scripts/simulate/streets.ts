/** Reads a whole street. */
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import type { StreetReader } from '@ringfence/log/port.ts';

const PAGE = 500;

export async function allOf(street: StreetReader): Promise<Envelope[]> {
  const documents: Envelope[] = [];
  for (;;) {
    const page = await street.read(documents.length, PAGE);
    documents.push(...page);
    if (page.length < PAGE) return documents;
  }
}
