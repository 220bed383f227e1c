import type { FailingMessage } from '../../domain/edition/isolation.ts';
import type { NewDelivery } from '../../domain/edition/records.ts';
import { TemporaryError } from '../../domain/errors.ts';
import type { Clock } from '../../lib/clock.ts';
import { SECOND } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import type { Store } from '../../ports/store.ts';

/** A lease older than this many milliseconds is renewed before a send, so that each send has almost a full lease. */
const FRESH = SECOND;

export interface ClaimDeps {
  readonly store: Pick<Store, 'claim' | 'renew' | 'settle' | 'refuse' | 'leaveOut' | 'release' | 'fail'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Identifies this process in claims. */
  readonly owner: string;
}

/** This process's claim on one message: only the holder of the claim sends the message. */
export interface MessageClaim {
  /**
   * Claims the message for `leaseMs` milliseconds.
   * @returns `Claim.attempts`: 1 if the message was certainly not sent before, more if it might have been; `settled` if
   * the message is already settled, so it is not claimed
   * @throws {TemporaryError} if another process holds the claim, with the remaining lease time as `retryAfterMs`
   */
  take(leaseMs: number): Promise<number | 'settled'>;
  /** Returns true if the message was certainly never sent before the first `take`, nor by another process since. */
  isOnlySender(): boolean;
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
   * Settles the message as left out, with the reason of its last failure.
   * @throws {TemporaryError} if another process has taken over the message
   */
  leaveOut(): Promise<void>;
  /**
   * Releases the claim, so that the next attempt need not wait for the lease to expire. Never rejects: if the release
   * fails, the lease still expires.
   * @param isUnsent true if the platform certainly does not have the message
   */
  release(isUnsent?: boolean): Promise<void>;
  /**
   * Releases the claim and counts a failed job (see `FailureStore.fail`). Like `release`, never rejects.
   * @returns null if the failure could not be counted, or if the claim is not held
   */
  fail(failure: Omit<Parameters<Store['fail']>[2], 'now'>): Promise<FailingMessage | null>;
}

export function createClaim({ store, clock, log, owner }: ClaimDeps, delivery: NewDelivery): MessageClaim {
  const { key } = delivery;
  let isHeld = false;
  /** How often this claim was taken since the message was certainly not on the platform. */
  let taken = 0;
  let isOnlySender = true;
  /** When the lease began, on both clocks. */
  let leased = { now: 0, elapsed: 0 };
  const startLease = () => {
    leased = { now: clock.now(), elapsed: clock.elapsed() };
    return leased.now;
  };
  const warn = (err: unknown) => {
    log.warn({ key, err }, 'Could not release the claim on a message: the claim will expire');
    return null;
  };
  const keep = (isOurs: boolean) => {
    if (!isOurs) throw new TemporaryError('Another process has taken over this message');
  };

  async function renew(leaseMs: number): Promise<void> {
    keep(await store.renew(key, owner, startLease(), leaseMs));
  }

  return {
    renew,

    async take(leaseMs) {
      const claim = await store.claim(delivery, owner, startLease(), leaseMs);
      if (claim.state === 'settled') return 'settled';
      if (claim.state === 'held') {
        const retryAfterMs = claim.until - clock.now();
        throw new TemporaryError('Another process is sending this message', { retryAfterMs });
      }
      isHeld = true;
      taken += 1;
      isOnlySender &&= claim.attempts === taken;
      return claim.attempts;
    },

    isOnlySender: () => isOnlySender,

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

    async leaveOut() {
      keep(await store.leaveOut(key, owner, clock.now()));
      isHeld = false;
    },

    async release(isUnsent = false) {
      if (!isHeld) return;
      isHeld = false;
      if (isUnsent) taken = 0;
      await store.release(key, owner, isUnsent).catch(warn);
    },

    async fail(failure) {
      if (!isHeld) return null;
      isHeld = false;
      return store.fail(key, owner, { ...failure, now: clock.now() }).catch(warn);
    },
  };
}
