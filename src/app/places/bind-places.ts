import { TemporaryError } from '../../domain/errors.ts';
import { isBound, type Place, placeToId } from '../../domain/subscription/subscription.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { PlaceClosed, Publisher } from '../../ports/publisher.ts';
import type { Store } from '../../ports/store.ts';
import { findPublisher } from '../editions/attempt.ts';
import { closePlace } from '../editions/close-place.ts';

export interface BindDeps {
  readonly store: Store;
  readonly publishers: ReadonlyMap<string, Publisher>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/**
 * Binds all places of a platform, with their votes, to their workspaces (rule 19); leaves out places that fail.
 * `workspace` is the workspace of our token, if the platform has only one.
 */
export async function bindPlaces(deps: BindDeps, platform: string, workspace = ''): Promise<void> {
  const { store, log } = deps;
  const moved = await store.movedChannels(platform);
  for (const place of await store.places(platform)) {
    // A job that ran while a channel got a new id can have left something under the former one.
    const channel = moved.get(place.channel);
    if (channel) await store.movePlace(place, { ...place, channel });
    else
      await bindPlace(deps, place).catch((error) =>
        // Jobs retry this for active subscriptions.
        log.warn(
          { place: placeToId(place), error: error.message },
          'Could not look up the workspace of a place, will retry',
        ),
      );
  }
  if (workspace) await store.bindVoters(platform, workspace);
}

/** Returns a place from the environment under the current id of its channel, which can have changed. */
export async function currentPlace(store: Pick<Store, 'movedChannels'>, place: Place): Promise<Place> {
  const moved = await store.movedChannels(place.platform);
  return { ...place, channel: moved.get(place.channel) ?? place.channel };
}

/**
 * Binds one place to its workspace; if the place is closed, pauses or ends its subscription instead. Returns the place
 * as it is now; null if it is closed.
 * @throws {TemporaryError} if a retry can succeed
 * @throws {SetupError} if the platform rejects our credentials
 */
export async function bindOrClose(deps: BindDeps, place: Place): Promise<Place | null> {
  const bound = await bindPlace(deps, place);
  if (bound.state === 'bound') return bound.place;
  await closePlace(deps, placeToId(place), bound);
  return null;
}

/**
 * Binds one place to its workspace, unless the place is closed.
 * @throws {TemporaryError} if a retry can succeed
 * @throws {SetupError} if the platform rejects our credentials
 */
async function bindPlace(
  { store, publishers, log }: BindDeps,
  place: Place,
): Promise<{ readonly state: 'bound'; readonly place: Place } | PlaceClosed> {
  const workspace = await findPublisher({ publishers }, place).workspaceOf(place);
  if (typeof workspace !== 'string') return workspace;
  const bound = { ...place, workspace };
  if (!isBound(bound))
    throw new TemporaryError(`${place.platform} did not name the workspace of ${placeToId(place)}`);
  if (workspace !== place.workspace && (await store.movePlace(place, bound)))
    log.info({ place: placeToId(place), workspace }, 'Bound a place to its workspace');
  return { state: 'bound', place: bound };
}
