/** From a caller's input to typed values, or to the refusal that names the field and the rule. */
import type { z } from 'zod';
import { accept, type Decision, refuse } from '@ringfence/domain/basic/outcome.ts';
import { fieldName, queryError } from './refusals.ts';

/** `lines[2].units` */
export function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

/** The value as the schema wants it. Refusal: invalid-input with the first rule that is broken. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): Decision<z.infer<Schema>, 'invalid-input'> {
  const result = schema.safeParse(input);
  if (result.success) return accept(result.data);
  const [issue] = result.error.issues;
  const field = fieldName(pathOf(issue?.path ?? []));
  return refuse(
    'invalid-input',
    `${field === '' ? 'The input' : field}: ${issue?.message ?? 'invalid'}`,
    field === '' ? {} : { field },
  );
}

/** The same for queries, which have no other way to refuse than an error. */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = parseInput(schema, withoutNulls(input));
  if (!parsed.ok) throw queryError(parsed.refusal);
  return parsed.value;
}

/** GraphQL says null for what is not given; the domain leaves it out. */
export function withoutNulls(input: unknown): unknown {
  if (Array.isArray(input)) return input.map(withoutNulls);
  if (input === null || typeof input !== 'object') return input;
  return Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [[name, withoutNulls(value)]],
    ),
  );
}

/** What JSON text says; null for text that is none, which no schema takes. */
export function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
