import type { Row } from '../../bench/row.ts';
import { allCalls } from './calls/index.ts';
import { findGrowth, SIZES } from './growth.ts';
import { type Growth, type LinearResult, linearRows } from './rows.ts';
import { type HostileText, TEXTS } from './texts.ts';

/** Calls every function that takes text with hostile texts of growing sizes. */
export async function measureLinear(texts: readonly HostileText[] = TEXTS): Promise<LinearResult> {
  const growths: Growth[] = [];
  let measured = 0;
  const calls = Object.entries(await allCalls()).flatMap(([name, each]) =>
    each.map((call, at) => ({ name: each.length > 1 ? `${name} (${at + 1})` : name, call })),
  );
  for (const { name, call } of calls) {
    for (const text of texts) {
      const times = await findGrowth(call, text.make);
      measured += 1;
      if (times) growths.push({ name, text: text.name, times });
    }
  }
  return { calls: calls.length, measured, growths };
}

/** Measures whether the time of each function that takes text is linear. Prints those whose time is not. */
export async function benchLinear(): Promise<readonly Row[]> {
  const result = await measureLinear();
  for (const { name, text, times } of result.growths) {
    const shown = times.map((time) => time.toFixed(1)).join(', ');
    process.stderr.write(`${name} with ${text}: ${shown} ms for ${SIZES.join(', ')} characters\n`);
  }
  return linearRows(result);
}
