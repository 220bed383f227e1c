import cron from 'node-cron';

const EVERY_FIVE_SECONDS = '*/5 * * * * *';
/** The heartbeat is restarted if there was no beat in an interval of this many milliseconds. */
const MISSED = 15_000;

/**
 * Calls `beat` every few seconds until `stop` is called. node-cron follows the wall clock: if the clock is set back
 * by an hour, node-cron does nothing for an hour. Therefore a monotonic timer restarts the schedule if no beat
 * occurs.
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
      // Otherwise node-cron would log a warning for each beat missed while the machine slept.
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
