import type { NewDelivery } from '../../domain/edition/records.ts';
import { TemporaryError } from '../../domain/errors.ts';
import type { Clock } from '../../lib/clock.ts';
import { SECOND } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import type { Store } from '../../ports/store.ts';

/** A lease older than this many milliseconds is renewed before a send, so that each send has almost a full lease. */
const FRESH = SECOND;

export interface ClaimDeps {
  readonly store: Pick<Store, 'claim' | 'renew' | 'settle' | 'refuse' | 'release' | 'forget'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Identifies this process in claims. */
  readonly owner: string;
}

/** This process's claim on one message: only the holder of the claim sends the message. */
export interface MessageClaim {
  /** Returns true from a successful `take` until the message is settled or refused, or the claim is released. */
  isHeld(): boolean;
  /**
   * Claims the message for `leaseMs` milliseconds.
   * @returns `first` if the message was never claimed before; `again` if an earlier claim was never settled, so the
   * message might have been sent; `settled` if the message is already sent or refused, so it is not claimed
   * @throws {TemporaryError} if another process holds the claim, with the remaining lease time as `retryAfterMs`
   */
  take(leaseMs: number): Promise<'first' | 'again' | 'settled'>;
  /**
   * Starts a new full lease.
   * @throws {TemporaryError} if another process has taken over the message
   */
  renew(leaseMs: number): Promise<void>;
  /**
   * Renews the lease unless it is fresh by both clocks (rule 20): the monotonic clock stops while the machine is
   * suspended, and the wall clock can be changed. Call this right before a send.
   * @throws {TemporaryError} if another process has taken over the message
   */
  confirm(leaseMs: number): Promise<void>;
  /** Settles the message as sent, even if another process has taken it over: the platform has the message. */
  settle(messageId: string, shown: string): Promise<void>;
  /**
   * Settles the message as refused, with a Korean `reason`.
   * @throws {TemporaryError} if another process has taken over the message
   */
  refuse(reason: string): Promise<void>;
  /**
   * Forgets the claim on a message that certainly does not exist, so that the next `take` returns `first`. Never
   * rejects, like `release`.
   */
  forget(): Promise<void>;
  /**
   * Releases the claim, so that the next attempt need not wait for the lease to expire. Never rejects: if the release
   * fails, the lease still expires.
   */
  release(): Promise<void>;
}

export function createClaim({ store, clock, log, owner }: ClaimDeps, delivery: NewDelivery): MessageClaim {
  const { key } = delivery;
  let isHeld = false;
  /** When the lease began, on both clocks. */
  let leased = { now: 0, elapsed: 0 };
  const startLease = () => {
    leased = { now: clock.now(), elapsed: clock.elapsed() };
    return leased.now;
  };
  const keep = (isOurs: boolean) => {
    if (!isOurs) throw new TemporaryError('Another process has taken over this message');
  };

  async function renew(leaseMs: number): Promise<void> {
    keep(await store.renew(key, owner, startLease(), leaseMs));
  }

  /** Gives up a held claim with one statement of the store. If that fails, the lease still expires. */
  async function giveUp(withStore: () => Promise<void>): Promise<void> {
    if (!isHeld) return;
    isHeld = false;
    await withStore().catch((err) =>
      log.warn({ key, err }, 'Could not release the claim on a message: the claim will expire'),
    );
  }

  return {
    isHeld: () => isHeld,
    renew,

    async take(leaseMs) {
      const claim = await store.claim(delivery, owner, startLease(), leaseMs);
      if (claim.state === 'settled') return 'settled';
      if (claim.state === 'held') {
        const retryAfterMs = claim.until - clock.now();
        throw new TemporaryError('Another process is sending this message', { retryAfterMs });
      }
      isHeld = true;
      return claim.attempts > 1 ? 'again' : 'first';
    },

    async confirm(leaseMs) {
      // A jump of the wall clock in either direction counts as age: other processes ignore a lease that ends too far
      // in the future.
      const age = Math.max(clock.elapsed() - leased.elapsed, Math.abs(clock.now() - leased.now));
      if (age > FRESH) await renew(leaseMs);
    },

    async settle(messageId, shown) {
      await store.settle(key, messageId, shown, clock.now());
      isHeld = false;
    },

    async refuse(reason) {
      keep(await store.refuse(key, owner, reason, clock.now()));
      isHeld = false;
    },

    release: () => giveUp(() => store.release(key, owner)),
    forget: () => giveUp(() => store.forget(key, owner)),
  };
}
