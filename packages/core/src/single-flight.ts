/**
 * Concurrent calls with the same owner and key share one run of `work`; the next call after it has ended starts a new
 * one. The runs belong to the owner, so two installations in one process never share any.
 */
export function createSingleFlight<Owner extends object, Result>() {
  const running = new WeakMap<Owner, Map<string, Promise<Result>>>();

  return (owner: Owner, key: string, work: () => Promise<Result>): Promise<Result> => {
    const ofOwner = running.get(owner) ?? new Map<string, Promise<Result>>();
    running.set(owner, ofOwner);
    const known = ofOwner.get(key);
    if (known) return known;
    const started = work().finally(() => ofOwner.delete(key));
    ofOwner.set(key, started);
    return started;
  };
}
