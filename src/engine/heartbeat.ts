import cron from 'node-cron';

const EVERY_FIVE_SECONDS = '*/5 * * * * *';
/** The heartbeat restarts after this long without a beat, in milliseconds. */
const MISSED = 15_000;

/**
 * Calls `beat` every few seconds until it is stopped. node-cron follows the wall clock: if that is set back an hour, it
 * does nothing for an hour. Therefore a monotonic timer watches it.
 */
export function startHeartbeat(
  beat: () => Promise<void>,
  pattern = EVERY_FIVE_SECONDS,
): { stop(): Promise<void> } {
  let hasBeaten = true;
  const schedule = () =>
    cron.schedule(
      pattern,
      () => {
        hasBeaten = true;
        return beat();
      },
      // Otherwise each missed beat would cause a warning after the machine slept.
      { name: 'heartbeat', noOverlap: true, suppressMissedWarning: true, logger: SILENT },
    );
  let task = schedule();
  const watch = setInterval(() => {
    if (!hasBeaten) {
      void task.destroy();
      task = schedule();
      void beat();
    }
    hasBeaten = false;
  }, MISSED);
  return {
    async stop() {
      clearInterval(watch);
      await task.destroy();
    },
  };
}

const nothing = () => {};
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };
