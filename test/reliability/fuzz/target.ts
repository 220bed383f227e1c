import fc, { type Arbitrary } from 'fast-check';

/** Something that takes input from outside, and what must hold for whatever comes. */
export interface Target {
  readonly name: string;
  /** Rejects with the seed, the path and the smallest counterexample of the first case that fails. */
  run(cases: number, seed?: number): Promise<void>;
}

type Property<T> = (value: T) => void | Promise<void>;

/** A target without anything to set up. */
export const target = <T>(name: string, values: Arbitrary<T>, property: Property<T>): Target => ({
  name,
  run: (cases, seed) => tryCases(name, values, property, cases, seed),
});

export async function tryCases<T>(
  name: string,
  values: Arbitrary<T>,
  property: Property<T>,
  cases: number,
  seed: number = Date.now(),
): Promise<void> {
  const result = await fc.check(fc.asyncProperty(values, property as (value: T) => Promise<void>), {
    numRuns: cases,
    seed,
  });
  if (!result.failed) return;
  const { counterexamplePath: path, counterexample, numRuns, numShrinks, errorInstance } = result;
  const shown = fc.stringify(counterexample?.[0]);
  throw new Error(
    [
      `${name}: case ${numRuns} fails, seed ${result.seed}, path ${path}, shrunk ${numShrinks} times`,
      // The end of a long one says nothing that its beginning does not.
      shown.length > 4_000 ? `${shown.slice(0, 4_000)}… (${shown.length} characters)` : shown,
    ].join('\n'),
    { cause: errorInstance },
  );
}

/** Fails where something that must hold does not. */
export function must(holds: unknown, what: string, about?: unknown): asserts holds {
  if (holds) return;
  throw new Error(about === undefined ? what : `${what}: ${fc.stringify(about).slice(0, 1_000)}`);
}
