/** A question to the hub while a customer waits: one request with a short deadline. */
import type { z } from 'zod';
import type { Purchase } from '@ringfence/domain/return/take-back.ts';
import type { Answer, Question } from '../hub-line.ts';
import { LIMITS } from '../limits.ts';
import type { HubClient } from './hub-client.ts';
import { envelopeOf, type Replica } from './transfer.ts';
import { answer } from './wire.ts';

/**
 * Resolves when the documents that came with the answer are durable here and applied. What is further behind than the
 * answer reaches comes by replication.
 */
export async function putQuestion(
  to: {
    readonly client: Pick<HubClient, 'json'>;
    readonly replica: Replica;
    readonly id: string;
    readonly upN: number;
  },
  question: Question,
): Promise<Answer> {
  const { client, replica, id } = to;
  const ms = question.kind === 'return-right' ? LIMITS.returnRightAskMs : LIMITS.unitsAskMs;
  const written = question.kind === 'units' ? { upN: to.upN } : {};
  const body = { id, ...question, ...written, downN: replica.head().n };
  const { granted, documents, purchase, member, details } = await client.json('/gateway/asks', answer, { body, ms });
  if (documents.length > 0) await replica.receive(documents.map(envelopeOf));
  return {
    granted,
    ...(purchase ? { purchase: bought(purchase) } : {}),
    ...(member === undefined ? {} : { member }),
    ...(details === undefined ? {} : { details }),
  };
}

/** Without a claim that is absent, which the shape of the wire tells as undefined. */
function bought({ claim, ...purchase }: NonNullable<z.infer<typeof answer>['purchase']>): Purchase {
  return claim === undefined ? purchase : { ...purchase, claim };
}
