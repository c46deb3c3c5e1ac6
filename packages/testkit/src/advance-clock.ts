import type { TestDatabase } from './test-database.ts';

const secondsOf = { seconds: 1, minutes: 60, hours: 3_600 } as const;
export type Span = Partial<Record<keyof typeof secondsOf, number>>;

export function secondsIn({ seconds = 0, minutes = 0, hours = 0 }: Span): number {
  return seconds + minutes * secondsOf.minutes + hours * secondsOf.hours;
}

/** Lets business time pass for every process on this database. Leases use the real clock and are not affected. */
export async function advanceClock(database: Pick<TestDatabase, 'pools'>, span: Span): Promise<Date> {
  const { rows } = await database.pools.owner.query<{ now: Date }>('select advance_clock($1) as now', [
    secondsIn(span),
  ]);
  const [row] = rows;
  if (!row) throw new Error('the clock does not answer');
  return row.now;
}
