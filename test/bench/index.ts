import { parseArgs } from 'node:util';
import { benchFanOut } from '../reliability/fan-out/bench.ts';
import { benchHostile } from '../reliability/hostile/bench.ts';
import { benchEdition } from './edition.ts';
import { benchInteractions } from './interactions.ts';
import { benchPrompt } from './prompt.ts';
import { benchQuality } from './quality.ts';
import { benchReliability } from './reliability.ts';
import { judge, type Row, toLine, toObject } from './row.ts';
import { benchSearch } from './search.ts';

const GROUPS: Record<string, () => Promise<readonly Row[]>> = {
  edition: benchEdition,
  interactions: benchInteractions,
  search: benchSearch,
  prompt: benchPrompt,
  quality: benchQuality,
  'fan-out': benchFanOut,
  hostile: benchHostile,
  reliability: benchReliability,
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } });
const names = positionals.length > 0 ? positionals : Object.keys(GROUPS);

let allHold = true;
if (!values.json)
  process.stdout.write(`${'name'.padEnd(50)} ${'value'.padStart(10)} ${'limit'.padStart(10)}  unit\n`);
for (const name of names) {
  const bench = GROUPS[name];
  if (!bench) {
    process.stderr.write(`There is no group ${name}: ${Object.keys(GROUPS).join(', ')}\n`);
    process.exit(2);
  }
  for (const row of await bench()) {
    // A row that was not measured does not fail the run: the recorded days that some rows
    // need are not in the repository.
    allHold &&= judge(row) !== false;
    const line = values.json ? JSON.stringify(toObject(row)) : toLine(row);
    process.stdout.write(`${line}\n`);
  }
}
process.exitCode = allHold ? 0 : 1;
