/** Time as the link uses it: handed in, so that the seeded simulator runs this very code. */

/** Runs a task some milliseconds later, once; returns how to call it off. It keeps no process alive. */
export type Later = (ms: number, task: () => void) => () => void;

export const later: Later = (ms, task) => {
  const timer = setTimeout(task, ms);
  timer.unref();
  return () => clearTimeout(timer);
};

/** Runs the task again and again until it is called off. */
export function every(ms: number, task: () => void, after: Later = later): () => void {
  let callOff = (): void => {};
  const again = (): void => {
    callOff = after(ms, () => {
      again();
      task();
    });
  };
  again();
  return () => callOff();
}
