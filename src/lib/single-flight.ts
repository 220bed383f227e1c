/** Runs the work at most once at a time per key: callers that arrive while it runs share its result. */
export function createSingleFlight<T, K = string>(): (key: K, work: () => Promise<T>) => Promise<T> {
  const running = new Map<K, Promise<T>>();
  return (key, work) => {
    const known = running.get(key);
    if (known) return known;
    const started = work().finally(() => running.delete(key));
    running.set(key, started);
    return started;
  };
}

/** The same for a single piece of work. */
export function singleFlight<T>(work: () => Promise<T>): () => Promise<T> {
  const flight = createSingleFlight<T, null>();
  return () => flight(null, work);
}
