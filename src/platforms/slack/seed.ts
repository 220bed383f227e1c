import { TemporaryError } from '../../core/errors.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { SlackCall } from './call.ts';
import { createSeedAllowance } from './pace.ts';
import { SEEDS, SlackError, splitMessageId } from './translate.ts';

/** First votes that cannot be given now are tried again, so often and after so long (milliseconds). */
const TRIES = 10;
const PAUSE = 6_000;

export interface SeedParts {
  readonly call: SlackCall;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Gives a message its first votes. Rejects only when the bot stops. */
export type Seed = (messageId: string) => Promise<void>;

/**
 * Votes that cannot be given now are given later, behind all others: Slack takes about fifty reactions a minute from
 * an app (reactions.add, tier 3), and no card waits for that.
 */
export function createSeed({ call, clock, log, signal }: SeedParts): Seed {
  const takeTurn = createSeedAllowance(clock);
  let line: Promise<void> = Promise.resolve();
  let inLine = 0;

  /** True if it is done, or cannot be done at all; false if it may be done later. */
  async function react(reaction: Readonly<Record<string, string>>): Promise<boolean> {
    try {
      await call('reactions.add', reaction);
      return true;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TemporaryError) return false;
      if (error instanceof SlackError && error.code === 'already_reacted') return true;
      log.warn({ ...reaction, error: (error as Error).message }, 'A card has no first votes');
      return true;
    }
  }

  async function reactLater(reaction: Readonly<Record<string, string>>, hasFailed: boolean): Promise<void> {
    for (let tries = hasFailed ? 1 : 0; tries <= TRIES && !signal.aborted; tries += 1) {
      if (tries > 0) await clock.sleep(PAUSE, signal).catch(() => {});
      for (let wait = takeTurn(); wait > 0 && !signal.aborted; wait = takeTurn())
        await clock.sleep(wait, signal).catch(() => {});
      if (signal.aborted || (await react(reaction).catch(() => true))) return;
    }
    log.warn(reaction, 'A card has no first votes');
  }

  function queue(reaction: Readonly<Record<string, string>>, hasFailed: boolean): void {
    inLine += 1;
    line = line.then(() => reactLater(reaction, hasFailed)).finally(() => (inLine -= 1));
  }

  return async (messageId) => {
    const { channel, ts } = splitMessageId(messageId);
    const reactions = SEEDS.map((name) => ({ channel, timestamp: ts, name }));
    for (const [index, reaction] of reactions.entries()) {
      const mayTry = inLine === 0 && takeTurn() === 0;
      if (mayTry && (await react(reaction))) continue;
      for (const [n, later] of reactions.slice(index).entries()) queue(later, mayTry && n === 0);
      return;
    }
  };
}
