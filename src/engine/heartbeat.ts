import cron from 'node-cron';

const EVERY_FIVE_SECONDS = '*/5 * * * * *';
/** Without a beat for so long, in milliseconds, the heart is started anew. */
const MISSED = 15_000;

/**
 * Beats every few seconds until it is stopped. node-cron goes by the clock on the wall: set back an hour it stands
 * still for an hour. A timer does not, so one watches over it.
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
      // After a day asleep each beat that was missed would be a warning.
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
