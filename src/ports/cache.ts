/** Data that can be lost at any time, such as job back-off and quotas. Values are JSON. */
export interface Cache {
  get<T>(key: string): Promise<T | undefined>;
  /** Stores a value for `ttlMs` milliseconds; without `ttlMs`, the value never expires. */
  set(key: string, value: unknown, ttlMs?: number): Promise<unknown>;
}
