const DISCORD_EPOCH = 1_420_070_400_000;

/** Creates snowflakes that increase with the clock, also within one millisecond. */
export function createIds(now: () => number): () => string {
  let last = 0n;
  return () => {
    const first = BigInt(now() - DISCORD_EPOCH) << 22n;
    last = first > last ? first : last + 1n;
    return String(last);
  };
}

/**
 * Throws for an id that the real client cannot route: `@discordjs/rest` finds the major parameter of a path
 * with `\d{17,19}`, and discord.js compares ids as numbers.
 */
export function assertSnowflake(id: string): string {
  if (!/^\d{17,19}$/.test(id)) throw new Error(`Not a snowflake of 17 to 19 digits: "${id}"`);
  return id;
}

/** True if the first snowflake is older. */
export const isOlder = (a: string, b: string): boolean => BigInt(a) < BigInt(b);
