import fc, { type Arbitrary } from 'fast-check';
import type { Query, Value } from '../../../src/store/sql.ts';
import { damage, damaged, edits, spoil, text, toJson } from './values.ts';

const JSON_COLUMNS = ['settings', 'paper_ids', 'details', 'fields', 'flaws', 'card', 'value'];

/** A cell to overwrite with any value or, if it contains JSON, with similar or damaged JSON. */
export const overwritten = fc.record({
  cell: fc.nat(1_000),
  row: fc.nat(20),
  value: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom<unknown>(
        null,
        0,
        -1,
        1,
        0.5,
        1e18,
        2n ** 60n,
        -(2n ** 60n),
        1e308,
        -1e308,
        new Uint8Array([0xff, 0]),
        '',
      ),
    },
    { weight: 3, arbitrary: text },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'active',
        'done',
        'sent',
        'irc',
        'Asia/Nowhere',
        '2026-02-31',
        '2026-08-21',
        '99999-01-01',
      ),
    },
  ) as Arbitrary<unknown>,
  edits: fc.option(edits, { freq: 3 }),
  damage: fc.option(damage, { freq: 1, nil: null }),
});

export type Overwritten = typeof overwritten extends Arbitrary<infer T> ? T : never;

/** Copies all tables; returns functions that overwrite a cell and restore the tables. */
export async function keepTables(query: Query) {
  const rows = await query(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'schema_version'",
  );
  const tables = rows.map(({ name }) => String(name));
  const cells: { table: string; column: string }[] = [];
  for (const table of tables) {
    await query(`CREATE TEMP TABLE kept_${table} AS SELECT * FROM ${table}`);
    const columns = await query(`SELECT name FROM pragma_table_info('${table}')`);
    for (const { name } of columns) cells.push({ table, column: String(name) });
  }
  return {
    async overwrite({ cell, row, value, edits, damage }: Overwritten) {
      const { table, column } = cells[cell % cells.length] as (typeof cells)[number];
      const rows = await query(`SELECT rowid AS at, ${column} AS was FROM ${table}`);
      const { at, was } = rows[row % Math.max(rows.length, 1)] ?? {};
      if (at === undefined) return null;
      const isJson = JSON_COLUMNS.includes(column) && typeof was === 'string';
      const like = isJson && edits ? toJson(spoil(parse(was), edits)) : value;
      const put = isJson && damage ? damaged(was, damage) : like;
      await query(`UPDATE OR IGNORE ${table} SET ${column} = $1 WHERE rowid = $2`, [put as Value, at]);
      return { table, at };
    },
    async restore() {
      for (const table of tables) {
        await query(`DELETE FROM ${table}`);
        await query(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
      }
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
