/** Stops the process's current work when the program itself is wrong. Never used for what a caller or the world did. */
export function assert(condition: unknown, message: string | (() => string)): asserts condition {
  if (!condition) throw new Error(`bug: ${typeof message === 'string' ? message : message()}`);
}

/** The value, which the program's own logic promises to be there. */
export function must<T>(value: T | undefined | null, message: string): T {
  assert(value !== undefined && value !== null, message);
  return value;
}

/** Marks a place the compiler proves cannot be reached. */
export function unreachable(value: never): never {
  throw new Error(`bug: unexpected ${JSON.stringify(value)}`);
}
