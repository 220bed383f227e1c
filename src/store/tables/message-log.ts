import { z } from 'zod';
import type { LoggedMessage, MessageLog } from '../../ports/message-log.ts';
import type { Row, Sql } from '../sql.ts';
import { instant, json, type OnCorruptRow, readRow, whole } from './row-reader.ts';

const commandSchema = z.object({
  label: z.string(),
  command: z.string(),
  values: z.record(z.string(), z.string()),
});
const highlightedSchema = z.object({
  text: z.string(),
  highlights: z.array(z.tuple([z.number(), z.number()])),
});
const itemSchema = z.object({
  paperId: z.string(),
  number: z.number(),
  title: highlightedSchema,
  url: z.string(),
  label: z.string(),
  sentence: highlightedSchema,
  details: highlightedSchema,
  command: commandSchema,
});
const cardSchema = z.object({
  kind: z.enum(['heading', 'paper', 'answer']),
  day: z.string().nullable(),
  paperId: z.string().nullable(),
  title: z.object({ text: z.string(), url: z.string().nullable() }),
  thumbnail: z.object({ url: z.string(), alt: z.string() }).nullable(),
  notice: z.string().nullable(),
  sections: z.array(
    z.object({
      name: z.enum(['text', 'summary', 'abstract', 'easy', 'fields', 'upvotes', 'votes', 'link']),
      label: z.string(),
      text: z.string(),
      url: z.string().exactOptional(),
    }),
  ),
  items: z.array(itemSchema).exactOptional(),
  buttons: z.array(z.object({ name: z.enum(['pdf', 'page', 'code']), label: z.string(), url: z.string() })),
  commands: z.array(commandSchema).exactOptional(),
  footer: z.string().nullable(),
});
const messageSchema = z.object({ id: whole, card: json(cardSchema), posted_at: instant });

/** Creates the log of the web channel's messages, in the main database. */
export function createMessageLog(sql: Sql, onCorrupt: OnCorruptRow = () => {}): MessageLog {
  const { query } = sql;

  function read(row: Row): LoggedMessage[] {
    const message = readRow(messageSchema, row, 'messages', row.id, onCorrupt);
    return message ? [{ id: message.id, card: message.card, postedAt: message.posted_at }] : [];
  }

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
      return row ? (read(row)[0] ?? null) : null;
    },
    async newestId() {
      const [row] = await query('SELECT MAX(id) AS id FROM messages');
      return Number(row?.id ?? 0);
    },
    async after(afterId) {
      return (await query('SELECT * FROM messages WHERE id > $1 ORDER BY id', [afterId])).flatMap(read);
    },
    async ofDay(day) {
      return (await query('SELECT * FROM messages WHERE day = $1 ORDER BY id', [day])).flatMap(read);
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
