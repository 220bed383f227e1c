import { expect, it } from 'vitest';
import { resetOf, retryAfterOf } from '../../src/lib/retry-after.ts';

const NOW = Date.parse('2026-08-22T03:00:00Z');
const asked = (headers: Record<string, string>) => retryAfterOf(new Headers(headers), NOW);

it.each([
  ['seconds', { 'Retry-After': '30' }, 30_000],
  ['parts of a second', { 'Retry-After': '0.5' }, 500],
  ['a date', { 'Retry-After': 'Sat, 22 Aug 2026 03:01:00 GMT' }, 60_000],
  ['milliseconds', { 'Retry-After-Ms': '1250' }, 1_250],
  ['a spent quota', { RateLimit: '"api";r=0;t=55' }, 55_000],
  [
    'the longest of several',
    { 'Retry-After': '1', 'Retry-After-Ms': '900', RateLimit: '"api";r=0;t=7' },
    7_000,
  ],
])('a wait is requested by %s', (_how, headers, wait) => expect(asked(headers)).toBe(wait));

it.each([
  ['nothing', {}],
  ['zero', { 'Retry-After': '0' }],
  ['a negative number', { 'Retry-After': '-5' }],
  ['a date that is over', { 'Retry-After': 'Sat, 22 Aug 2026 02:59:00 GMT' }],
  ['no number and no date', { 'Retry-After': 'soon' }],
  ['an empty value', { 'Retry-After': '', 'Retry-After-Ms': '', RateLimit: '' }],
  ['a quota that is not spent', { RateLimit: '"api";r=10;t=55' }],
  ['a spent quota without a time', { RateLimit: '"api";r=0' }],
])('no wait is requested by %s', (_what, headers) => expect(asked(headers)).toBeUndefined());

it('no wait is requested without a response', () => expect(retryAfterOf(undefined, NOW)).toBeUndefined());

it.each<[string, Record<string, string>, number | undefined]>([
  [
    'the requests that are used up, not the tokens that are left',
    {
      ...{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1m20s' },
      ...{ 'x-ratelimit-remaining-tokens': '9', 'x-ratelimit-reset-tokens': '6m0s' },
    },
    80_000,
  ],
  ['an instant', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW + 40_000) }, 40_000],
  ['one in seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1_000 + 9) }, 9_000],
  ['one that is over', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW - 1) }, undefined],
  ['nothing that is used up', { 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': '60' }, undefined],
])('a reset is read from %s', (_what, headers, wait) =>
  expect(resetOf(new Headers(headers), NOW)).toBe(wait),
);
