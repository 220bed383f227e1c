/**
 * Creates `until`, which waits for a condition. The condition is checked at every call of `look()` and every 5 ms.
 */
export function createWaiting() {
  const waiting = new Set<() => void>();
  const timers = new Set<NodeJS.Timeout>();
  return {
    look(): void {
      for (const check of [...waiting]) check();
    },
    until: <T>(check: () => T | undefined | false): Promise<T> =>
      new Promise((resolve, reject) => {
        const tryOnce = () => {
          try {
            const value = check();
            if (value === undefined || value === false) return;
            resolve(value);
          } catch (error) {
            reject(error);
          }
          waiting.delete(tryOnce);
          clearInterval(timer);
          timers.delete(timer);
        };
        // Nothing calls `look()` when the client under test has processed an event, so poll as well.
        const timer = setInterval(tryOnce, 5);
        timers.add(timer);
        waiting.add(tryOnce);
        tryOnce();
      }),
    close(): void {
      for (const timer of timers) clearInterval(timer);
    },
  };
}
