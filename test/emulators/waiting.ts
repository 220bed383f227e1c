/** Waits for a condition of a test, checked by every `look()` and every 5 ms. */
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
        // What the client does with an event raises no event here, so poll for it.
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
