import { parseArgs, styleText } from 'node:util';
import { readEnvironment } from '../config/config.ts';
import { wrap } from '../render/terminal.ts';
import { type Diagnosis, examine } from './doctor/examine.ts';
import { EXIT, type ExitCode } from './usage.ts';

const MARKS = { well: ['✓', 'green'], ill: ['✗', 'red'], off: ['–', 'gray'] } as const;
const WIDTH = 80;
const NAME = 14;

/** Runs `npm run doctor`: says of each part of the bot's surroundings whether it is well, and if not, what to do. */
export async function runDoctor(args: readonly string[]): Promise<ExitCode> {
  const { json } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean', default: false } },
  }).values;
  const { env, file } = readEnvironment();
  let isWell = true;
  for await (const diagnosis of examine(env, file)) {
    isWell &&= diagnosis.state !== 'ill';
    process.stdout.write(`${json ? JSON.stringify(diagnosis) : toLines(diagnosis)}\n`);
  }
  return isWell ? EXIT.done : EXIT.failed;
}

function toLines({ part, state, what, todo }: Diagnosis): string {
  const [mark, color] = MARKS[state];
  const margin = ' '.repeat(NAME + 2);
  const [first, ...more] = [what, ...(todo ? [`→ ${todo}`] : [])].flatMap((text) =>
    wrap(text, WIDTH - margin.length),
  );
  const head = `${styleText(color, mark)} ${part.padEnd(NAME)}${first}`;
  return [head, ...more.map((line) => margin + line)].join('\n');
}
