import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { QueryObserver } from '@tanstack/react-query';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeBooking, fakeId } from '../../testing/fake-data.ts';
import { keepNewest } from './keep-newest.ts';
import { createQueryClient } from './query-client.ts';

const key = ['booking'];

function reading(version: number, second = version): Booking {
  const serverNow = new Date(Date.parse('2026-11-23T05:00:00Z') + second * 1000).toISOString();
  return fakeBooking({ version, serverNow, state: version > 2 ? 'confirmed' : 'held' });
}

describe('readings of one booking', () => {
  it('never take the page back to an older version, in whatever order they arrive', () => {
    const deliveries = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(deliveries, (versions) => {
        const client = createQueryClient();
        const seen: number[] = [];
        const observer = new QueryObserver<Booking>(client, { queryKey: key, enabled: false });
        const stop = observer.subscribe(({ data }) => data && seen.push(data.version));
        for (const version of versions) client.setQueryData(key, reading(version));
        stop();
        expect(client.getQueryData<Booking>(key)?.version).toBe(Math.max(...versions));
        expect(seen).toEqual([...seen].sort((one, other) => one - other));
        client.clear();
      }),
    );
  });

  it('are ordered by the clock of the database when the version is the same', () => {
    const late = { ...reading(2, 9), money: { ...reading(2).money, state: 'checking' as const } };
    expect(keepNewest(reading(2, 3), late)).toBe(late);
    expect(keepNewest(late, reading(2, 3))).toBe(late);
  });
});

describe('a list', () => {
  const rows = (versions: readonly number[]) => ({
    bookings: versions.map((version, index) => ({ ...reading(version), id: fakeId(2, index) })),
  });

  it('has the rows of the later answer, each in its newest known version', () => {
    expect(keepNewest(rows([5, 1]), rows([3, 2, 1]))).toMatchObject({
      bookings: [{ version: 5 }, { version: 2 }, { version: 1 }],
    });
    expect(keepNewest(rows([5, 1]), rows([6]))).toMatchObject({ bookings: [{ version: 6 }] });
  });

  it('is not changed when its rows have no version', () => {
    const read = { days: [{ date: '2026-11-23', slots: [] }] };
    expect(keepNewest({ days: [] }, read)).toBe(read);
    expect(keepNewest(undefined, read)).toBe(read);
  });
});
