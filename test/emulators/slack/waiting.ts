/** Waits for what a test wants to see; `look` asks again at once, and every 5 ms anyway. */
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
        // What the client made of an event is no event here: a short look now and then catches that.
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
