import type { Row } from '../../bench/row.ts';
import { benchEventLoop } from './event-loop.ts';
import { benchLinear } from './linear.ts';

/** Measures what hostile texts, lists and answers cost (S1, S2, S12). Takes about twenty minutes. */
export async function benchHostile(): Promise<readonly Row[]> {
  return [await benchEventLoop(), ...(await benchLinear())];
}
