import fc, { type Arbitrary } from 'fast-check';

/** Code that accepts outside input, and the properties that must hold for any input. */
export interface Target {
  readonly name: string;
  /**
   * Resolves to the number of cases that passed; rejects with the seed, path and smallest counterexample of
   * the first failing case.
   */
  run(cases: number, seed?: number): Promise<number>;
}

type Property<T> = (value: T) => void | Promise<void>;

/** Creates a target that needs no setup. */
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
): Promise<number> {
  const result = await fc.check(fc.asyncProperty(values, property as (value: T) => Promise<void>), {
    numRuns: cases,
    seed,
  });
  if (!result.failed) return result.numRuns;
  const { counterexamplePath: path, counterexample, numRuns, numShrinks, errorInstance } = result;
  const shown = fc.stringify(counterexample?.[0]);
  throw new Error(
    [
      `${name}: case ${numRuns} fails, seed ${result.seed}, path ${path}, shrunk ${numShrinks} times`,
      // Truncated, because the end of a long value adds nothing.
      shown.length > 4_000 ? `${shown.slice(0, 4_000)}… (${shown.length} characters)` : shown,
    ].join('\n'),
    { cause: errorInstance },
  );
}

/** Throws if the condition does not hold. */
export function must(holds: unknown, what: string, about?: unknown): asserts holds {
  if (holds) return;
  throw new Error(about === undefined ? what : `${what}: ${fc.stringify(about).slice(0, 1_000)}`);
}
