const DISCORD_EPOCH = 1_420_070_400_000;

/** Creates a generator of snowflakes, which contain the time and increase even within one millisecond. */
export function createIds(now: () => number): () => string {
  let last = 0n;
  return () => {
    const first = BigInt(now() - DISCORD_EPOCH) << 22n;
    last = first > last ? first : last + 1n;
    return String(last);
  };
}

/**
 * Returns the id. Throws if discord.js could not handle it: `@discordjs/rest` finds the major parameter of a path
 * with `\d{17,19}`, and discord.js compares ids as numbers.
 */
export function assertSnowflake(id: string): string {
  if (!/^\d{17,19}$/.test(id)) throw new Error(`Not a snowflake of 17 to 19 digits: "${id}"`);
  return id;
}

/** Returns true if the snowflake `a` is older than `b`. */
export const isOlder = (a: string, b: string): boolean => BigInt(a) < BigInt(b);
