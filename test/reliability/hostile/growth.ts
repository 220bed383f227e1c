/** A call with a text; its time is measured until its promise resolves, if it returns one. */
export type Call = (text: string) => unknown;

/** A function falls short if its time grows more than this, twice in a row, when its text is doubled. */
const MAX_GROWTH = 3;
/**
 * The growth over two doublings, in a first look, above which a function is measured. It is 4 for linear time, and at
 * least 9 for what falls short.
 */
const SUSPICIOUS = 6;
/** A function that takes less than this for the longest text, in milliseconds, takes no time that grows. */
const NOTHING = 0.25;
/** Shorter times, in milliseconds, are noise. */
const NOISE = 1;
/** The thread's CPU time advances in steps of up to 4 ms, so calls are repeated until they take this many. */
const BATCH = 20;
/** Nothing linear takes this long, in milliseconds: longer texts are not tried. */
const ENDLESS = 2_000;
/** How often a suspicious function is looked at before it is measured. */
const LOOKS = 3;
const RUNS = 5;
/** How often a growth has to be measured: what other programs on the machine cause does not return each time. */
const MEASUREMENTS = 3;

/** The sizes of the texts, in UTF-16 code units. */
export const SIZES = [1_000, 2_000, 4_000, 8_000] as const;

/**
 * Returns the times for the sizes, in milliseconds, if they grow more than linearly; null if they do not. The times are
 * the minimum of five runs, in CPU time of this thread. Calls that are clearly linear at a first look are not measured.
 */
export async function findGrowth(call: Call, make: (size: number) => string): Promise<number[] | null> {
  const texts = SIZES.map(make);
  const look: number[] = texts.map(() => Number.POSITIVE_INFINITY);
  for (let looks = 0; looks < LOOKS; looks += 1) {
    for (const [at, text] of texts.entries()) {
      look[at] = Math.min(look[at] ?? 0, await wallTime(call, text));
      if ((look[at] ?? 0) > ENDLESS) return look.slice(0, at + 1);
    }
    if (!isSuspicious(look)) return null;
  }
  let times: number[] = [];
  for (let measured = 0; measured < MEASUREMENTS; measured += 1) {
    times = [];
    for (const [at, text] of texts.entries()) {
      const repeats = Math.max(Math.ceil(BATCH / (look[at] ?? BATCH)), 1);
      times.push(await shortest(RUNS, () => cpuTime(call, text, repeats)));
    }
    if (!growsTwice(times, MAX_GROWTH)) return null;
  }
  return times;
}

function isSuspicious([first = 0, second = 0, third = 0, last = 0]: readonly number[]): boolean {
  return last > NOTHING && (third > first * SUSPICIOUS || last > second * SUSPICIOUS);
}

/** Returns true if two successive growths are above `limit`. */
export const growsTwice = (times: readonly number[], limit: number): boolean =>
  times.some((time, at) => {
    const [next = 0, last = 0] = times.slice(at + 1);
    return last > NOISE && next > time * limit && last > next * limit;
  });

async function shortest(runs: number, measure: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs && least > 0; run += 1) least = Math.min(least, await measure());
  return least;
}

async function wallTime(call: Call, text: string): Promise<number> {
  const from = performance.now();
  await attempt(call, text);
  return performance.now() - from;
}

async function cpuTime(call: Call, text: string, repeats: number): Promise<number> {
  const from = process.threadCpuUsage();
  for (let run = 0; run < repeats; run += 1) await attempt(call, text);
  const { user, system } = process.threadCpuUsage(from);
  return (user + system) / 1_000 / repeats;
}

/** Many functions refuse a hostile text with an error; how long that takes is what matters. */
async function attempt(call: Call, text: string): Promise<void> {
  try {
    await call(text);
  } catch {}
}
