import type { SearchQuery } from '../../ports/search-index.ts';
import { placeholders, type Query, type Value } from '../sql.ts';
import { numberOfDay } from './index-file.ts';

/** The maximum number of hits that are ranked per search step. */
export const DEPTH = 200;
/** If at most this many papers pass the filters, SQL statements list these papers instead of filtering each hit. */
const FEW_PASS = 200;

/** What the SQL statements of one search share: the filters, and the number of sorted hits to fetch (`depth`). */
export interface Frame {
  readonly table: (name: 'head' | 'body' | 'papers') => { readonly where: string; readonly values: Value[] };
  readonly depth: number;
}

/** Returns the frame of a search; null if no paper passes the filters. */
export async function toFrame(query: Query, asked: SearchQuery): Promise<Frame | null> {
  const { fields, since, minUpvotes, offset, limit } = asked;
  const depth = Math.max(DEPTH, offset + limit);
  const table: Frame['table'] = (name) => {
    const number = name === 'papers' ? 'papers.number' : `${name}.rowid`;
    // Start the placeholders at $2: the statement to which the filters are added uses $1.
    const values: Value[] = [];
    const add = (value: Value) => `$${values.push(value) + 1}`;
    const ofFields = () => `f.field IN (${placeholders(fields, values.length + 2)})`;
    const parts = [
      ...(since ? [`${number} >= ${add(numberOfDay(since))}`] : []),
      ...(minUpvotes > 0
        ? [
            name === 'papers'
              ? `papers.upvotes >= ${add(minUpvotes)}`
              : `EXISTS (SELECT 1 FROM papers AS p WHERE p.number = ${number} AND p.upvotes >= ${add(minUpvotes)})`,
          ]
        : []),
      ...(fields.length > 0
        ? [
            name === 'papers'
              ? `papers.number IN (SELECT f.number FROM paper_fields AS f WHERE ${ofFields()})`
              : `EXISTS (SELECT 1 FROM paper_fields AS f WHERE f.number = ${number} AND ${ofFields()})`,
          ]
        : []),
    ];
    return { where: parts.map((part) => ` AND ${part}`).join(''), values: [...values, ...fields] };
  };
  const { where, values } = table('papers');
  if (where === '') return { depth, table };
  const rows = await query(`SELECT number FROM papers WHERE $1 = $1${where} LIMIT ${FEW_PASS + 1}`, [
    0,
    ...values,
  ]);
  if (rows.length === 0) return null;
  if (rows.length > FEW_PASS) return { depth, table };
  const numbers = rows.map(({ number }) => Number(number));
  return {
    depth,
    // The `+` keeps the rowid condition out of FTS5, which would ignore the condition when sorting by rank (seen in
    // SQLite 3.53).
    table: (name) => ({
      where: ` AND ${name === 'papers' ? 'papers.number' : `+${name}.rowid`} IN (${placeholders(numbers, 2)})`,
      values: numbers,
    }),
  };
}
