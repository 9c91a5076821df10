/** Mutual exclusion between the tabs of a device. A lock ends with the tab that holds it, however it ends. */
export interface Locks {
  /** Runs `task` alone under that name; answers false at once when another tab holds it. */
  tryRun(name: string, task: () => Promise<void>): Promise<boolean>;
}

export const webLocks: Locks = {
  async tryRun(name, task) {
    return (await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
      if (!lock) return false;
      await task();
      return true;
    })) as boolean;
  },
};

/** For one process without tabs. */
export function processLocks(): Locks {
  const held = new Set<string>();
  return {
    async tryRun(name, task) {
      if (held.has(name)) return false;
      held.add(name);
      try {
        await task();
      } finally {
        held.delete(name);
      }
      return true;
    },
  };
}
