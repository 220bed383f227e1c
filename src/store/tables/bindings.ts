import { idToPlace, type Place, placeToId, teamOf } from '../../domain/subscription/subscription.ts';
import { toVoter, voterScope } from '../../domain/vote/voter.ts';
import type { BindingStore } from '../../ports/binding-store.ts';
import type { Query, Sql, Value } from '../sql.ts';

/** Creates the part of the store that moves rows to ids with the right workspace. */
export function createBindingStore({ query, transaction }: Sql): BindingStore {
  return {
    async places(platform) {
      const rows = await query(
        `SELECT place_id FROM subscriptions WHERE platform = $1
         UNION SELECT place_id FROM deliveries WHERE place_id LIKE $1 || ':%'`,
        [platform],
      );
      return rows.map(({ place_id }) => idToPlace(String(place_id)));
    },

    async bindPlace(place, workspace) {
      // Every command asks for this, so do not wait for other writers if there is nothing to do, as is usual.
      if (!(await isKnown(query, place))) return false;
      return transaction(async (query) => {
        if (!(await isKnown(query, place))) return false;
        await movePlace(query, place, { ...place, workspace });
        return true;
      });
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

/** Changes a place's id wherever it is used. If the new id already has an edition of a day, keeps that one. */
async function movePlace(query: Query, place: Place, target: Place): Promise<void> {
  const [from, to] = [placeToId(place), placeToId(target)];
  const isHere = 'message_id IN (SELECT message_id FROM deliveries WHERE place_id = $1)';
  await renameVoters(query, target, isHere, [from]);
  // Ids of messages begin with their workspace, if it is known.
  const [workspace, newWorkspace] = [place.workspace && `${place.workspace}/`, `${target.workspace}/`];
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
  await query(
    'DELETE FROM editions WHERE place_id = $1 AND day IN (SELECT day FROM editions WHERE place_id = $2)',
    [from, to],
  );
  await query('UPDATE editions SET place_id = $2 WHERE place_id = $1', [from, to]);
  await query(
    `UPDATE subscriptions SET place_id = $2, workspace = $3
     WHERE place_id = $1 AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE place_id = $2)`,
    [from, to, target.workspace],
  );
  await query('DELETE FROM subscriptions WHERE place_id = $1', [from]);
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
