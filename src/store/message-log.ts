import type { Message, MessageLog } from '../core/ports.ts';
import type { Row, Sql } from './sql.ts';

/** The web channel's messages, in the same database as everything else. */
export function createMessageLog(sql: Sql): MessageLog {
  const { query } = sql;
  return {
    async post(key, card, now) {
      const [row] = await query(
        `INSERT INTO messages (id, key, day, card, posted_at)
         SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3, $4 FROM messages WHERE true
         ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING id`,
        [key, card.day, JSON.stringify(card), now],
      );
      return Number(row?.id);
    },
    async find(key) {
      const [row] = await query('SELECT id FROM messages WHERE key = $1', [key]);
      return row ? Number(row.id) : null;
    },
    async edit(id, card) {
      const rows = await query('UPDATE messages SET card = $2 WHERE id = $1 RETURNING id', [
        id,
        JSON.stringify(card),
      ]);
      return rows.length > 0;
    },
    async message(id) {
      const [row] = await query('SELECT * FROM messages WHERE id = $1', [id]);
      return row ? rowToMessage(row) : null;
    },
    async newestId() {
      const [row] = await query('SELECT MAX(id) AS id FROM messages');
      return Number(row?.id ?? 0);
    },
    async after(afterId) {
      return (await query('SELECT * FROM messages WHERE id > $1 ORDER BY id', [afterId])).map(rowToMessage);
    },
    async ofDay(day) {
      return (await query('SELECT * FROM messages WHERE day = $1 ORDER BY id', [day])).map(rowToMessage);
    },
    async days(limit) {
      const rows = await query(
        'SELECT DISTINCT day FROM messages WHERE day IS NOT NULL ORDER BY day DESC LIMIT $1',
        [limit],
      );
      return rows.map(({ day }) => String(day));
    },
  };
}

function rowToMessage(row: Row): Message {
  return {
    id: Number(row.id),
    card: JSON.parse(String(row.card)),
    postedAt: Number(row.posted_at),
  };
}
