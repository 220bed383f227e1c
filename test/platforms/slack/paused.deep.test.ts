import { test } from 'vitest';
import { failOnUnhandled } from '../../fixtures/unhandled.ts';
import { ARCHIVED, OTHER_CASES, pauseAndEnd } from './paused-cases.ts';

failOnUnhandled();

test.for([ARCHIVED, ...OTHER_CASES])(
  'T3: a place that is paused for $cause gets its editions when that ends without an event',
  (one, context) => pauseAndEnd(context, one),
);
