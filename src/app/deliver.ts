import { headingCard, type Missing, paperCard } from '../core/build-card.ts';
import type { Card } from '../core/card.ts';
import { choose, rankPapers } from '../core/choose.ts';
import { DAY, type Day } from '../core/day.ts';
import { TemporaryError } from '../core/errors.ts';
import type { Entry, Summary } from '../core/paper.ts';
import type { Clock, Edition, Log, Publisher, SendResult, Store } from '../core/ports.ts';
import { placeToId, type Subscription } from '../core/subscription.ts';
import { wording } from '../core/wording.ts';
import type { Summarize } from './summarize.ts';

/** A place is not given the same paper again within this time (design, rule 3). */
const NOT_AGAIN = 30 * DAY;

/**
 * How long an edition waits for summaries. A card whose summary is not there by then goes out with the abstract
 * and is edited later, so that one slow answer does not hold up the rest.
 */
const SUMMARY_PATIENCE = 90_000;

export interface DeliverParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** By platform. */
  readonly publishers: ReadonlyMap<string, Publisher>;
  readonly summarize: Summarize;
  /** What a card says where there is no summary. */
  readonly missing: Missing;
  /** Names this process in claims. */
  readonly owner: string;
}

/**
 * Posts the edition of a list day to a place: all of it, or what is left of it after a crash.
 * @throws {TemporaryError} if the rest has to be tried later
 */
export async function deliver(parts: DeliverParts, subscription: Subscription, day: Day): Promise<void> {
  const { store, clock, log } = parts;
  const placeId = placeToId(subscription.place);
  const edition = (await store.edition(placeId, day)) ?? (await chooseEdition(parts, subscription, day));
  if (edition?.state !== 'open') return;
  if (edition.paperIds.length === 0) {
    await store.closeEdition(placeId, day, 'empty', 0, clock.now());
    log.info({ place: placeId, day }, 'No paper of the day passes the filters of the place');
    return;
  }

  const papers = await store.papers(edition.paperIds);
  const settled = await store.deliveries(placeId, day);
  const isDue = (paperId: string | null) =>
    !settled.some((delivery) => delivery.paperId === paperId && delivery.state !== 'claimed');
  const due = papers.filter(({ id }) => isDue(id));
  // All at the same time; the cards below are posted in order, each as soon as its own summary is there.
  const summaries = new Map(due.map((paper) => [paper.id, withPatience(parts, parts.summarize(paper))]));

  const heading = { card: headingCard(day, edition.listed, papers.length), shown: '' };
  if (isDue(null) && !(await deliverOne(parts, subscription, day, null, heading))) return;
  for (const paper of due) {
    const entry = {
      paper,
      rank: papers.indexOf(paper) + 1,
      summary: (await summaries.get(paper.id)) ?? null,
    };
    if (!(await deliverOne(parts, subscription, day, paper.id, renderEntry(entry, day, parts.missing))))
      return;
  }
  // What the cards show, not what is stored by now: a summary may have come after its card was posted.
  const posted = await store.deliveries(placeId, day);
  const missing = posted.filter((it) => it.paperId && it.state === 'sent' && !showsSummary(it.shown)).length;
  await store.closeEdition(placeId, day, 'done', missing, clock.now());
  log.info(
    { place: placeId, day, papers: papers.length, summaries: papers.length - missing },
    'Delivered an edition',
  );
}

/** A card and what it shows: an edit is due when `shown` is another. */
export interface Rendered {
  readonly card: Card;
  readonly shown: string;
}

export function renderEntry(entry: Entry, day: Day, missing: Missing): Rendered {
  return {
    card: paperCard(entry, day, missing),
    shown: `${entry.paper.upvotes} ${entry.summary ? 'summary' : missing}`,
  };
}

const showsSummary = (shown: string) => shown.endsWith(' summary');

async function chooseEdition(
  { store, clock }: DeliverParts,
  { place, settings }: Subscription,
  day: Day,
): Promise<Edition | null> {
  const listDay = await store.listDay(day);
  if (!listDay) return null;
  const placeId = placeToId(place);
  const given = await store.papersSent(placeId, clock.now() - NOT_AGAIN, day);
  const chosen = choose(listDay.papers, settings, given);
  const listed = rankPapers(listDay.papers).length;
  return store.openEdition(
    placeId,
    day,
    chosen.map(({ id }) => id),
    listed,
    clock.now(),
  );
}

/** The summary, or null when it takes too long; it is still saved when it comes. */
function withPatience(
  { clock, signal }: DeliverParts,
  summary: Promise<Summary | null>,
): Promise<Summary | null> {
  const stop = new AbortController();
  const impatient = clock.sleep(SUMMARY_PATIENCE, AbortSignal.any([signal, stop.signal])).then(() => null);
  const first = Promise.race([summary, impatient]).finally(() => stop.abort());
  // Whoever stops early does not look at the rest any more; that must not count as an unhandled rejection.
  first.catch(() => {});
  return first;
}

/**
 * One message, claimed, sent and settled (design, rule 8). False if the place takes no more messages.
 * @throws {TemporaryError} if it is not known to be there yet
 */
async function deliverOne(
  { store, clock, log, signal, publishers, owner }: DeliverParts,
  { place }: Subscription,
  day: Day,
  paperId: string | null,
  { card, shown }: Rendered,
): Promise<boolean> {
  const placeId = placeToId(place);
  const key = `${placeId}/${day}/${paperId ?? 'heading'}`;
  const publisher = publishers.get(place.platform);
  if (!publisher) throw new TemporaryError(`The platform ${place.platform} is off`);

  signal.throwIfAborted();
  const claim = await store.claim({ key, placeId, day, paperId }, owner, clock.now(), publisher.leaseMs);
  if (claim.state === 'settled') return true;
  if (claim.state === 'held') {
    throw new TemporaryError('Another process is sending this message', {
      retryAfterMs: claim.until - clock.now(),
    });
  }
  let found: string | null = null;
  let result: SendResult;
  try {
    // A claim that was not settled may have been sent all the same: look before sending again.
    found = claim.attempts > 1 ? await publisher.find(place, key) : null;
    result = found ? { state: 'sent', messageId: found } : await publisher.send(place, card, key);
  } catch (error) {
    if (error instanceof TemporaryError) {
      await store.release(key, owner);
      throw error;
    }
    log.error({ key, err: error }, 'A message cannot be sent, going on without it');
    await store.refuse(key, wording.notSent, clock.now());
    return true;
  }
  if (result.state === 'sent') {
    // What was sent back then may show something else than the card of now: the next touch-up edits it.
    await store.settle(key, result.messageId, found ? '' : shown, clock.now());
    return true;
  }
  await store.release(key, owner);
  await store.setSubscriptionState(placeId, 'paused', result.reason);
  log.warn(
    { place: placeId, reason: result.reason },
    'The place refuses messages, its subscription is paused',
  );
  return false;
}
