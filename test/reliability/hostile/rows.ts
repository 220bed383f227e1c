import type { Row } from '../../bench/row.ts';

/** A call whose time grows more than linearly with one kind of text. */
export interface Growth {
  readonly name: string;
  readonly text: string;
  /** In milliseconds, by the sizes of `SIZES`. */
  readonly times: readonly number[];
}

export interface LinearResult {
  readonly calls: number;
  readonly measured: number;
  readonly growths: readonly Growth[];
}

/** The minimum numbers of calls and of texts: with fewer, the row says nothing. */
const LEAST_CALLS = 300;
const LEAST_TEXTS = 400;

export const linearRows = ({ calls, measured, growths }: LinearResult): readonly Row[] => [
  {
    ...{ name: 'hostile: calls that get hostile texts', value: calls, unit: 'calls' },
    ...{ limit: LEAST_CALLS, atLeast: true },
  },
  {
    name: 'hostile: functions with more than linear time',
    value: new Set(growths.map(({ name }) => name)).size,
    unit: 'functions',
    limit: 0,
    of: { count: measured, unit: 'functions and texts', least: LEAST_CALLS * LEAST_TEXTS },
  },
];

export interface EventLoopResult {
  readonly inputs: number;
  /** The longest turn, and the input that caused it. */
  readonly longest: { readonly name: string; readonly ms: number };
  /** The CPU time of `JSON.parse` alone for the largest response that is read, in milliseconds. */
  readonly parseMs: number;
}

/** The limit, in milliseconds; on a slow or busy machine, so many times what `JSON.parse` alone takes there. */
const LEAST_LIMIT = 100;
const PARSES = 2.5;
const LEAST_INPUTS = 10_000;

export const toEventLoopRow = ({ inputs, longest, parseMs }: EventLoopResult): Row => ({
  name: 'hostile: longest time that one input holds the event loop',
  value: Math.ceil(longest.ms),
  unit: 'ms',
  limit: Math.max(LEAST_LIMIT, Math.ceil(PARSES * parseMs)),
  of: { count: inputs, unit: 'inputs', least: LEAST_INPUTS },
});
