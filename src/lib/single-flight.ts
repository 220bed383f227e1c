/** Creates a function that runs one piece of work per key at a time; calls during a run share its result. */
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

/** Like `createSingleFlight`, for work that needs no key. */
export function singleFlight<T>(work: () => Promise<T>): () => Promise<T> {
  const flight = createSingleFlight<T, null>();
  return () => flight(null, work);
}
