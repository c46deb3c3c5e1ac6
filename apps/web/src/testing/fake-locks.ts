type Work<T> = () => Promise<T>;

export interface FakeLocks {
  readonly request: <T>(
    name: string,
    options: { readonly signal?: AbortSignal } | Work<T>,
    work?: Work<T>,
  ) => Promise<T>;
}

/** Web Locks for tests in which one page plays several tabs: one holder for each name, the others queue. */
export function createFakeLocks(): FakeLocks {
  const lines = new Map<string, Promise<unknown>>();
  return {
    request: async (name, options, work) => {
      const wanted = typeof options === 'function' ? options : work;
      const signal = typeof options === 'function' ? undefined : options.signal;
      if (!wanted) throw new TypeError('a lock needs something to do');
      const before = lines.get(name) ?? Promise.resolve();
      const mine = before.then(() => {
        if (signal?.aborted) throw new DOMException('given up', 'AbortError');
        return wanted();
      });
      lines.set(
        name,
        mine.catch(() => undefined),
      );
      return mine;
    },
  };
}
