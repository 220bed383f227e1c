import { idToPlace, type Place, placeToId, teamOf } from '../../domain/subscription/subscription.ts';
import { toVoter, voterScope } from '../../domain/vote/voter.ts';
import type { BindingStore, MovedPlace } from '../../ports/binding-store.ts';
import type { Query, Sql, Value } from '../sql.ts';

/** Creates the part of the store that moves rows to ids with the right workspace. */
export function createBindingStore({ query, transaction }: Sql): BindingStore {
  return {
    places: (platform) => placesOf(query, platform),

    async movePlace(from, to) {
      // Every command asks for this, so do not wait for other writers if there is nothing to do, as is usual.
      if (!(await isKnown(query, from))) return false;
      return transaction(async (query) => {
        if (!(await isKnown(query, from))) return false;
        await movePlace(query, from, to);
        return true;
      });
    },

    moveChannel: (platform, from, to) =>
      transaction(async (query) => {
        const channel = await recordMove(query, platform, from, to);
        const moved: MovedPlace[] = [];
        for (const place of await placesOf(query, platform)) {
          if (place.channel !== from) continue;
          const target = { ...place, channel };
          await movePlace(query, place, target);
          moved.push({ from: place, to: target });
        }
        return moved;
      }),

    async movedChannels(platform) {
      const rows = await query('SELECT channel, moved_to FROM moved_channels WHERE platform = $1', [
        platform,
      ]);
      return new Map(rows.map(({ channel, moved_to }) => [String(channel), String(moved_to)]));
    },

    async bindVoters(platform, workspace) {
      const isUnbound = `message_id = '' AND (voter NOT LIKE '%:%' OR voter LIKE $1 || ':%')
        AND voter NOT LIKE $2 || ':%'`;
      const values = [teamOf(workspace), voterScope({ platform, workspace })];
      const found = await query(`SELECT voter FROM reactions WHERE platform = $3 AND ${isUnbound} LIMIT 1`, [
        ...values,
        platform,
      ]);
      if (found.length === 0) return;
      await transaction((query) => renameVoters(query, { platform, workspace }, isUnbound, values));
    },
  };
}

/** Returns true if a place has a subscription or deliveries. */
async function isKnown(query: Query, place: Place): Promise<boolean> {
  const rows = await query(
    `SELECT place_id FROM subscriptions WHERE place_id = $1
     UNION ALL SELECT place_id FROM deliveries WHERE place_id = $1 LIMIT 1`,
    [placeToId(place)],
  );
  return rows.length > 0;
}

async function placesOf(query: Query, platform: string): Promise<Place[]> {
  const rows = await query(
    `SELECT place_id FROM subscriptions WHERE platform = $1
     UNION SELECT place_id FROM deliveries WHERE place_id LIKE $1 || ':%'`,
    [platform],
  );
  return rows.map(({ place_id }) => idToPlace(String(place_id)));
}

/** Records a channel's new id. Returns its current id, which is a later one if the change is an old one. */
async function recordMove(query: Query, platform: string, from: string, to: string): Promise<string> {
  const [later] = await query('SELECT moved_to FROM moved_channels WHERE platform = $1 AND channel = $2', [
    platform,
    to,
  ]);
  // A channel that moves back to an earlier id is there again.
  const isBack = later?.moved_to === from;
  const current = later && !isBack ? String(later.moved_to) : to;
  await query('DELETE FROM moved_channels WHERE platform = $1 AND channel = $2', [platform, current]);
  await query('UPDATE moved_channels SET moved_to = $3 WHERE platform = $1 AND moved_to = $2', [
    platform,
    from,
    current,
  ]);
  await query(
    `INSERT INTO moved_channels (platform, channel, moved_to) VALUES ($1, $2, $3)
     ON CONFLICT (platform, channel) DO UPDATE SET moved_to = excluded.moved_to`,
    [platform, from, current],
  );
  return current;
}

/** Changes a place's id wherever it is used. If the new id already has an edition of a day, keeps that one. */
async function movePlace(query: Query, place: Place, target: Place): Promise<void> {
  const [from, to] = [placeToId(place), placeToId(target)];
  const isHere = 'message_id IN (SELECT message_id FROM deliveries WHERE place_id = $1)';
  await renameVoters(query, target, isHere, [from]);
  // Ids of messages begin with their workspace, if it is known.
  const [workspace, newWorkspace] = [
    place.workspace && `${place.workspace}/`,
    target.workspace && `${target.workspace}/`,
  ];
  await query(
    `UPDATE reactions SET message_id = $3 || substr(message_id, length($2) + 1)
     WHERE platform = $4 AND ${isHere}`,
    [from, workspace, newWorkspace, place.platform],
  );
  await query(
    `UPDATE deliveries SET place_id = $4, message_id = $3 || substr(message_id, length($2) + 1)
     WHERE place_id = $1`,
    [from, workspace, newWorkspace, to],
  );
  if (place.channel !== target.channel) await renameChannel(query, target, place.channel);
  await query(
    'DELETE FROM editions WHERE place_id = $1 AND day IN (SELECT day FROM editions WHERE place_id = $2)',
    [from, to],
  );
  await query('UPDATE editions SET place_id = $2 WHERE place_id = $1', [from, to]);
  await query(
    `DELETE FROM subscriptions WHERE place_id = $2 AND state = 'ended' AND reason IS NOT NULL
       AND EXISTS (SELECT 1 FROM subscriptions WHERE place_id = $1 AND state <> 'ended')`,
    [from, to],
  );
  await query(
    `UPDATE subscriptions SET place_id = $2, workspace = $3, channel = $4
     WHERE place_id = $1 AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE place_id = $2)`,
    [from, to, target.workspace, target.channel],
  );
  await query('DELETE FROM subscriptions WHERE place_id = $1', [from]);
}

/**
 * Changes the channel in the ids of a place's messages. It follows the workspace, if that is known. (On Discord, it can
 * also be a thread, which keeps its id.)
 */
async function renameChannel(query: Query, place: Place, former: string): Promise<void> {
  const beginning = (channel: string) => `${[place.workspace, channel].filter(Boolean).join('/')}/`;
  const [old, now] = [beginning(former), beginning(place.channel)];
  const isOld = (column: string) => `substr(${column}, 1, length($1)) = $1`;
  const renamed = (column: string) => `$2 || substr(${column}, length($1) + 1)`;
  // A reaction is known under both ids if its message was moved before.
  await query(
    `DELETE FROM reactions AS doubled WHERE platform = $3 AND ${isOld('message_id')} AND EXISTS (
       SELECT 1 FROM reactions AS kept WHERE kept.platform = $3 AND kept.message_id = ${renamed('doubled.message_id')}
         AND kept.paper_id = doubled.paper_id AND kept.voter = doubled.voter AND kept.emoji = doubled.emoji)`,
    [old, now, place.platform],
  );
  await query(
    `UPDATE reactions SET message_id = ${renamed('message_id')} WHERE platform = $3 AND ${isOld('message_id')}`,
    [old, now, place.platform],
  );
  await query(
    `UPDATE deliveries SET message_id = ${renamed('message_id')} WHERE place_id = $3 AND ${isOld('message_id')}`,
    [old, now, placeToId(place)],
  );
}

/** Gives the voters of some reactions the ids that they have in a workspace. */
async function renameVoters(
  query: Query,
  target: Pick<Place, 'platform' | 'workspace'>,
  condition: string,
  values: readonly Value[],
): Promise<void> {
  if (voterScope(target) === '') return;
  const where = `platform = $${values.length + 1} AND ${condition}`;
  const rows = await query(`SELECT DISTINCT voter FROM reactions WHERE ${where}`, [
    ...values,
    target.platform,
  ]);
  for (const voter of rows.map((row) => String(row.voter))) {
    const renamed = toVoter(target, voter.slice(voter.lastIndexOf(':') + 1));
    if (renamed === voter) continue;
    const [old, now] = [`$${values.length + 2}`, `$${values.length + 3}`];
    await query(`UPDATE reactions SET voter = ${now} WHERE ${where} AND voter = ${old}`, [
      ...values,
      target.platform,
      voter,
      renamed,
    ]);
  }
}
