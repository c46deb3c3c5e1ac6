/** A read model with a version. */
interface Versioned {
  readonly id: string;
  readonly version: number;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isVersioned(value: unknown): value is Versioned {
  return isRecord(value) && typeof value['id'] === 'string' && typeof value['version'] === 'number';
}

function readAtMs(value: Versioned): number {
  return 'serverNow' in value && typeof value.serverNow === 'string' ? Date.parse(value.serverNow) : 0;
}

/** The later of two reads of one row: by version, then by the clock of the database. */
function newerOf(known: Versioned, read: Versioned): Versioned {
  if (known.version !== read.version) return known.version > read.version ? known : read;
  return readAtMs(known) > readAtMs(read) ? known : read;
}

function collect(value: unknown, found: Map<string, Versioned>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found);
  else if (isVersioned(value)) found.set(value.id, value);
  else if (isRecord(value)) for (const item of Object.values(value)) collect(item, found);
}

function replaceOlder(value: unknown, known: ReadonlyMap<string, Versioned>): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceOlder(item, known));
  if (isVersioned(value)) {
    const before = known.get(value.id);
    return before ? newerOf(before, value) : value;
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaceOlder(item, known)]));
}

/**
 * The answer just read, except for rows of which a newer version is already shown. Answers may arrive out of
 * order, and a page must never go back to an older version.
 */
export function keepNewest(shown: unknown, read: unknown): unknown {
  if (shown === undefined) return read;
  const known = new Map<string, Versioned>();
  collect(shown, known);
  return known.size === 0 ? read : replaceOlder(read, known);
}
