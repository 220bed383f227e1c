import { SetupError } from '../../domain/errors.ts';
import type { Query, Sql } from '../sql.ts';

/**
 * The steps from an empty database to the current schema. Each step is a list of statements that both SQLite and
 * Postgres accept. Never change a step that has shipped: add a new one. Times are milliseconds since the epoch.
 */
export const STEPS: readonly (readonly string[])[] = [
  [
    `CREATE TABLE papers (
      id TEXT PRIMARY KEY, title TEXT NOT NULL, abstract TEXT NOT NULL, upvotes INTEGER NOT NULL,
      withdrawn INTEGER NOT NULL, details TEXT NOT NULL, updated_at BIGINT NOT NULL)`,
    `CREATE TABLE list_days (
      day TEXT PRIMARY KEY, fetched_at BIGINT NOT NULL, count INTEGER NOT NULL, empty_since BIGINT)`,
    `CREATE TABLE list_entries (
      day TEXT NOT NULL, rank INTEGER NOT NULL, paper_id TEXT NOT NULL, PRIMARY KEY (day, rank))`,
    'CREATE INDEX list_entries_paper ON list_entries (paper_id)',
    `CREATE TABLE summaries (
      paper_id TEXT PRIMARY KEY, summary TEXT NOT NULL, easy TEXT NOT NULL, fields TEXT NOT NULL,
      model TEXT NOT NULL, prompt_version TEXT NOT NULL, created_at BIGINT NOT NULL)`,
    `CREATE TABLE llm_usage (
      day TEXT NOT NULL, model TEXT NOT NULL, calls INTEGER NOT NULL, prompt_tokens BIGINT NOT NULL,
      completion_tokens BIGINT NOT NULL, PRIMARY KEY (day, model))`,
    `CREATE TABLE subscriptions (
      place_id TEXT PRIMARY KEY, platform TEXT NOT NULL, workspace TEXT NOT NULL, channel TEXT NOT NULL,
      settings TEXT NOT NULL, created_at BIGINT NOT NULL, state TEXT NOT NULL, reason TEXT)`,
    `CREATE TABLE editions (
      place_id TEXT NOT NULL, day TEXT NOT NULL, paper_ids TEXT NOT NULL, listed INTEGER NOT NULL,
      state TEXT NOT NULL, opened_at BIGINT NOT NULL, closed_at BIGINT, touch_ups INTEGER NOT NULL,
      missing INTEGER NOT NULL, PRIMARY KEY (place_id, day))`,
    'CREATE INDEX editions_day ON editions (day)',
    `CREATE TABLE deliveries (
      key TEXT PRIMARY KEY, place_id TEXT NOT NULL, day TEXT NOT NULL, paper_id TEXT, state TEXT NOT NULL,
      owner TEXT NOT NULL, lease_until BIGINT NOT NULL, attempts INTEGER NOT NULL, message_id TEXT,
      shown TEXT, reason TEXT, settled_at BIGINT)`,
    'CREATE INDEX deliveries_place ON deliveries (place_id, settled_at)',
    `CREATE TABLE votes (
      paper_id TEXT NOT NULL, platform TEXT NOT NULL, voter TEXT NOT NULL, value INTEGER NOT NULL,
      voted_at BIGINT NOT NULL, PRIMARY KEY (paper_id, platform, voter))`,
    `CREATE TABLE messages (
      id BIGINT PRIMARY KEY, key TEXT NOT NULL UNIQUE, day TEXT, card TEXT NOT NULL, posted_at BIGINT NOT NULL)`,
    'CREATE INDEX messages_day ON messages (day)',
  ],
  [
    'CREATE INDEX deliveries_message ON deliveries (message_id)',
    'CREATE INDEX deliveries_settled ON deliveries (settled_at)',
    `CREATE TABLE reactions (
      paper_id TEXT NOT NULL, platform TEXT NOT NULL, voter TEXT NOT NULL, message_id TEXT NOT NULL,
      emoji TEXT NOT NULL, value INTEGER NOT NULL, reacted_at BIGINT NOT NULL,
      PRIMARY KEY (paper_id, platform, voter, message_id, emoji))`,
    'CREATE INDEX reactions_message ON reactions (message_id)',
    `INSERT INTO reactions (paper_id, platform, voter, message_id, emoji, value, reacted_at)
     SELECT paper_id, platform, voter, '', '', value, voted_at FROM votes`,
    'DROP TABLE votes',
    "ALTER TABLE editions ADD COLUMN layout TEXT NOT NULL DEFAULT 'channel'",
  ],
  [
    // A sequence number for changes, so that the search index reads only the papers that have changed.
    'ALTER TABLE papers ADD COLUMN change BIGINT NOT NULL DEFAULT 0',
    `UPDATE papers SET change = numbered.change
     FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY updated_at, id) AS change FROM papers) AS numbered
     WHERE numbered.id = papers.id`,
    'CREATE INDEX papers_change ON papers (change)',
    'CREATE INDEX deliveries_day ON deliveries (day, settled_at)',
    'CREATE INDEX papers_upvotes ON papers (upvotes, id)',
  ],
  [
    'ALTER TABLE summaries ADD COLUMN requests INTEGER NOT NULL DEFAULT 1',
    'ALTER TABLE summaries ADD COLUMN prompt_tokens BIGINT NOT NULL DEFAULT 0',
    'ALTER TABLE summaries ADD COLUMN completion_tokens BIGINT NOT NULL DEFAULT 0',
    "ALTER TABLE summaries ADD COLUMN flaws TEXT NOT NULL DEFAULT '[]'",
    `CREATE TABLE summary_counts (
      name TEXT NOT NULL, label TEXT NOT NULL, count BIGINT NOT NULL, PRIMARY KEY (name, label))`,
  ],
  [
    // A backup of an older database already has this table: see `markCopy`.
    'CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value BIGINT NOT NULL)',
  ],
  // Ids hold their workspace (rule 19). Delivery keys stay: messages on the platforms carry them. Places whose
  // workspace is unknown are bound at the first connection: see `bindPlaces`.
  [
    "ALTER TABLE editions ADD COLUMN key TEXT NOT NULL DEFAULT ''",
    "UPDATE editions SET key = place_id || '/' || day",
    // Messages sent after this backup was made carry keys that this database never saw.
    "INSERT INTO marks (name, value) SELECT 'former_keys', value FROM marks WHERE name = 'copied'",
    `UPDATE reactions SET message_id = s.workspace || '/' || reactions.message_id,
       voter = CASE reactions.platform WHEN 'slack' THEN s.workspace || ':' ELSE '' END || reactions.voter
     FROM deliveries AS d JOIN subscriptions AS s ON s.place_id = d.place_id
     WHERE d.message_id = reactions.message_id AND s.platform = reactions.platform AND s.workspace <> ''
       AND reactions.message_id <> ''`,
    // These versions served one Slack workspace. If only one is stored, the other votes belong to it too.
    `UPDATE reactions SET voter = (SELECT MIN(workspace) FROM subscriptions WHERE platform = 'slack' AND workspace <> '')
       || ':' || voter
     WHERE platform = 'slack' AND voter NOT LIKE '%:%' AND 1 =
       (SELECT COUNT(DISTINCT workspace) FROM subscriptions WHERE platform = 'slack' AND workspace <> '')`,
    `UPDATE deliveries SET message_id = s.workspace || '/' || deliveries.message_id,
       place_id = s.platform || ':' || s.workspace || ':' || s.channel
     FROM subscriptions AS s WHERE s.place_id = deliveries.place_id AND s.workspace <> ''`,
    `UPDATE editions SET place_id = s.platform || ':' || s.workspace || ':' || s.channel
     FROM subscriptions AS s WHERE s.place_id = editions.place_id AND s.workspace <> ''`,
    "UPDATE subscriptions SET place_id = platform || ':' || workspace || ':' || channel WHERE workspace <> ''",
  ],
  // Paused places are tried again (rule 16). Without `retry_at`, a place is tried at once.
  [
    'ALTER TABLE subscriptions ADD COLUMN subscribed_by TEXT',
    'ALTER TABLE subscriptions ADD COLUMN paused_at BIGINT',
    'ALTER TABLE subscriptions ADD COLUMN pause_cause TEXT',
    'ALTER TABLE subscriptions ADD COLUMN pause_ends_at BIGINT',
    'ALTER TABLE subscriptions ADD COLUMN retry_at BIGINT',
    'ALTER TABLE subscriptions ADD COLUMN told_at BIGINT',
    'ALTER TABLE subscriptions ADD COLUMN tell_in_reply INTEGER NOT NULL DEFAULT 0',
    'ALTER TABLE subscriptions ADD COLUMN alerted_at BIGINT',
    // Secrets that the bot made itself: see `readCookieKey`.
    'CREATE TABLE keys (name TEXT PRIMARY KEY, value TEXT NOT NULL)',
    'CREATE INDEX reactions_voter ON reactions (voter)',
    // The failed tries of a message, which its neighbours explain (rule 15).
    'ALTER TABLE deliveries ADD COLUMN failures INTEGER NOT NULL DEFAULT 0',
    'ALTER TABLE deliveries ADD COLUMN failing_since BIGINT',
    'ALTER TABLE deliveries ADD COLUMN failed_at BIGINT',
    'ALTER TABLE editions ADD COLUMN failing INTEGER NOT NULL DEFAULT 0',
    // Channels whose id has changed: see `moveChannel`.
    `CREATE TABLE moved_channels (
      platform TEXT NOT NULL, channel TEXT NOT NULL, moved_to TEXT NOT NULL, PRIMARY KEY (platform, channel))`,
  ],
  ['CREATE INDEX deliveries_paper ON deliveries (paper_id)'],
  // Messages that are published after their edition was posted (the setting `publish`).
  [
    "ALTER TABLE editions ADD COLUMN publishing TEXT NOT NULL DEFAULT 'none'",
    'ALTER TABLE editions ADD COLUMN publish_problem TEXT',
    'ALTER TABLE deliveries ADD COLUMN published INTEGER NOT NULL DEFAULT 0',
  ],
];

/** Returns the schema version of a database; rejects if it is not a Paperboy database. */
export async function readVersion(query: Query): Promise<number> {
  const [row] = await query('SELECT MAX(version) AS version FROM schema_version');
  return Number(row?.version ?? 0);
}

/** @throws {SetupError} if the schema is newer than this version of Paperboy supports */
export function checkVersion(version: number): void {
  if (version <= STEPS.length) return;
  throw new SetupError(
    `The database has schema ${version}, but this version of Paperboy only supports ${STEPS.length}: use a newer version`,
  );
}

/**
 * Migrates a database to the current schema.
 * @throws {SetupError} if the schema is newer than this version of Paperboy supports
 */
export async function migrate(sql: Sql): Promise<void> {
  await sql.transaction(async (query) => {
    await query('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)');
    const version = await readVersion(query);
    checkVersion(version);
    for (const step of STEPS.slice(version)) {
      for (const statement of step) await query(statement);
    }
    if (version < STEPS.length)
      await query('INSERT INTO schema_version (version) VALUES ($1)', [STEPS.length]);
  });
}
