import type { SearchQuery } from '../../ports/search-index.ts';
import { placeholders, type Query, type Value } from '../sql.ts';
import { numberOfDay } from './index-file.ts';

/** How many hits of each search step are ranked. */
export const DEPTH = 200;
/** If at most this many papers pass the filters, a search lists them in its SQL; otherwise it filters each hit. */
const FEW_PASS = 200;

/** What all the ranked hit lists of one search share: the filters and the number of hits to fetch. */
export interface Frame {
  readonly table: (name: 'head' | 'body' | 'papers') => { readonly where: string; readonly values: Value[] };
  readonly depth: number;
}

/** The frame of a search; null if no paper passes the filters. */
export async function toFrame(query: Query, asked: SearchQuery): Promise<Frame | null> {
  const { fields, since, minUpvotes, offset, limit } = asked;
  const depth = Math.max(DEPTH, offset + limit);
  const table: Frame['table'] = (name) => {
    const number = name === 'papers' ? 'papers.number' : `${name}.rowid`;
    // $1 belongs to the statement that the filters are added to.
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
    // The plus keeps FTS5 from handling the rowid condition itself: when sorting by rank, it would ignore the condition
    // (seen in SQLite 3.53).
    table: (name) => ({
      where: ` AND ${name === 'papers' ? 'papers.number' : `+${name}.rowid`} IN (${placeholders(numbers, 2)})`,
      values: numbers,
    }),
  };
}
