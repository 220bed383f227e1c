/** Removes the oldest entries of a set or map that has more than `max`; both keep the order of insertion. */
export function forgetOldest<Key>(entries: Set<Key> | Map<Key, unknown>, max: number): void {
  for (const key of entries.keys()) {
    if (entries.size <= max) return;
    entries.delete(key);
  }
}
