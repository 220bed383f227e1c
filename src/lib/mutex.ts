/** Runs one task at a time, in the order of the calls. A failure does not stop the waiting tasks. */
export type Mutex = <T>(work: () => Promise<T>) => Promise<T>;

export function createMutex(): Mutex {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result.catch(() => {});
    return result;
  };
}

/** Creates a function that runs one task at a time per key. An idle key uses no memory. */
export function createKeyedMutex<K = string>(): <T>(key: K, work: () => Promise<T>) => Promise<T> {
  const mutexes = new Map<K, { readonly run: Mutex; waiting: number }>();
  return async (key, work) => {
    const mutex = mutexes.get(key) ?? { run: createMutex(), waiting: 0 };
    mutexes.set(key, mutex);
    mutex.waiting += 1;
    try {
      return await mutex.run(work);
    } finally {
      mutex.waiting -= 1;
      if (mutex.waiting === 0) mutexes.delete(key);
    }
  };
}
