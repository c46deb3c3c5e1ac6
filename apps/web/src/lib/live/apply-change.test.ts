import { FeedEvent } from '@holdfast/contract/realtime/realtime.procedures';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeBooking, fakeId } from '../../testing/fake-data.ts';
import { createQueryClient } from '../api/query-client.ts';
import { createChangeApplier, isConcerned } from './apply-change.ts';

const booking = fakeBooking({ version: 3 });

function event(draft: Partial<FeedEvent> = {}): FeedEvent {
  return FeedEvent.parse({
    cursor: '1.2.3',
    clinicId: booking.clinicId,
    subject: 'booking',
    subjectId: booking.id,
    version: 4,
    state: 'confirmed',
    ...draft,
  });
}

function cached(path: readonly string[], input: object, data: unknown) {
  const client = createQueryClient();
  const queryKey = [path, { input, type: 'query' }];
  client.setQueryData(queryKey, data);
  const query = client.getQueryCache().find({ queryKey });
  if (!query) throw new Error('the query is not cached');
  return query;
}

describe('a change of a booking', () => {
  const page = cached(['bookings', 'get'], { bookingId: booking.id }, booking);
  const board = cached(
    ['bookings', 'board'],
    { clinicId: booking.clinicId, date: '2026-11-24' },
    { bookings: [booking] },
  );

  it('concerns its page and the lists that show it in an older version', () => {
    expect(isConcerned(page, event())).toBe(true);
    expect(isConcerned(board, event())).toBe(true);
  });

  it('does not concern a query that already shows that version or a later one', () => {
    expect(isConcerned(page, event({ version: 3 }))).toBe(false);
    expect(isConcerned(board, event({ version: 2 }))).toBe(false);
  });

  it('concerns lists that it may have entered, but not the page of another booking', () => {
    const other = fakeId(2, 99);
    expect(isConcerned(board, event({ subjectId: other }))).toBe(true);
    expect(isConcerned(page, event({ subjectId: other }))).toBe(false);
  });

  it('does not concern what has nothing to do with bookings', () => {
    const clinics = cached(['clinics', 'list'], {}, { clinics: [] });
    expect(isConcerned(clinics, event())).toBe(false);
  });
});

describe('a change of a payment', () => {
  it('concerns the booking that it pays for', () => {
    const page = cached(['bookings', 'get'], { bookingId: booking.id }, booking);
    const change = event({ subject: 'payment', subjectId: booking.payment.paymentId, version: 1 });
    expect(isConcerned(page, change)).toBe(true);
    expect(isConcerned(page, event({ subject: 'payment', subjectId: fakeId(6, 99) }))).toBe(false);
  });
});

describe('applying', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('batches a burst into one read, and reads again when one was already in flight', async () => {
    const client = createQueryClient();
    const queryKey = [['bookings', 'get'], { input: { bookingId: booking.id }, type: 'query' }];
    const answers: ((read: typeof booking) => void)[] = [];
    const queryFn = () => new Promise<typeof booking>((resolve) => void answers.push(resolve));
    const first = client.fetchQuery({ queryKey, queryFn });
    const changes = createChangeApplier(client);
    client.getQueryCache().find({ queryKey })?.setOptions({ queryKey, queryFn });
    for (let version = 4; version < 9; version += 1)
      changes.apply({ type: 'change', event: event({ version }) });
    await vi.advanceTimersByTimeAsync(1000);
    expect(answers).toHaveLength(1);
    answers[0]?.(booking);
    await first;
    await vi.advanceTimersByTimeAsync(1000);
    expect(client.getQueryState(queryKey)?.isInvalidated).toBe(true);
    changes.stop();
  });

  it('reads everything again after a gap', async () => {
    const client = createQueryClient();
    client.setQueryData([['clinics', 'list'], { input: {} }], { clinics: [] });
    const changes = createChangeApplier(client);
    changes.apply({ type: 'resync', cursor: '1.9.9' });
    await vi.advanceTimersByTimeAsync(1000);
    expect(client.getQueryState([['clinics', 'list'], { input: {} }])?.isInvalidated).toBe(true);
    changes.stop();
  });
});
