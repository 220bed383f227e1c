import type { Day } from '../../domain/calendar/day.ts';
import { type Edition, editionKey } from '../../domain/edition/records.ts';
import { TemporaryError } from '../../domain/errors.ts';
import { placeToId, type Subscription } from '../../domain/subscription/subscription.ts';
import { childLog } from '../../lib/child-log.ts';
import type { Log } from '../../lib/log.ts';
import type { Store } from '../../ports/store.ts';
import { type AttemptDeps, findPublisher } from './attempt.ts';

type PublishDeps = Pick<AttemptDeps, 'publishers'> & { readonly store: Store; readonly log: Log };

/** Returns an edition's messages that are still to be published, in order. */
async function findUnpublished(store: Store, { placeId, day, paperIds }: Edition) {
  const deliveries = await store.deliveries(placeId, day);
  return [null, ...paperIds].flatMap((id) => {
    const found = deliveries.find(({ paperId }) => paperId === id);
    return found?.state === 'sent' && found.messageId && !found.isPublished
      ? [{ key: found.key, messageId: found.messageId }]
      : [];
  });
}

/**
 * Publishes the messages of a posted edition in order. Each is recorded, so a later job continues where this one was
 * interrupted; publishing a message twice does no harm.
 * @throws {TemporaryError} if a later job has to publish the rest, such as after a rate limit
 */
export async function publish(
  { store, log: baseLog, publishers }: PublishDeps,
  { place, settings }: Subscription,
  day: Day,
): Promise<void> {
  const placeId = placeToId(place);
  const log = childLog(baseLog, { edition: editionKey(placeId, day) });
  const publisher = findPublisher({ publishers }, place);
  const edition = await store.edition(placeId, day);
  if (edition?.publishing !== 'due') return;
  let done = 0;
  // The members might have turned it off meanwhile.
  const isOn = settings.publish === 'on';
  for (const { key, messageId } of isOn ? await findUnpublished(store, edition) : []) {
    const problem = await publisher.publish?.(place, messageId).catch((error) => {
      throw done > 0 && error instanceof TemporaryError ? progressed(error) : error;
    });
    if (problem) {
      log.warn({ problem, messages: done }, 'Could not publish an edition');
      return store.setPublishing(placeId, day, 'over', problem);
    }
    await store.setPublished(key);
    done += 1;
  }
  await store.setPublishing(placeId, day, 'over');
  if (isOn) log.info({ messages: done }, 'Published an edition');
}

const progressed = ({ message, retryAfterMs, isUndone, isUnrelated }: TemporaryError): TemporaryError =>
  new TemporaryError(message, { retryAfterMs, isUndone, isUnrelated, hasProgressed: true });
