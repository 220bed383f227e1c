/** Data that can be lost at any time, such as job back-off and quotas. Values are JSON. */
export interface Cache {
  get<T>(key: string): Promise<T | undefined>;
  /** Without `ttlMs` (milliseconds), the value does not expire. */
  set(key: string, value: unknown, ttlMs?: number): Promise<unknown>;
}
