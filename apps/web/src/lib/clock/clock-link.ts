import type { AppRouter } from '@holdfast/contract/trpc/router';
import type { TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { observeServerNow } from './server-clock.ts';

function serverNowIn(data: unknown): string | null {
  if (typeof data !== 'object' || data === null) return null;
  if ('serverNow' in data && typeof data.serverNow === 'string') return data.serverNow;
  if ('booking' in data) return serverNowIn(data.booking);
  if ('bookings' in data && Array.isArray(data.bookings)) return serverNowIn(data.bookings[0]);
  return 'items' in data && Array.isArray(data.items) ? serverNowIn(data.items[0]) : null;
}

/** Reads the database's clock from every answer that carries it. */
export const clockLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) =>
      next(op).subscribe({
        next: (value) => {
          const serverNow = 'data' in value.result ? serverNowIn(value.result.data) : null;
          if (serverNow !== null) observeServerNow(Date.parse(serverNow), Date.now());
          observer.next(value);
        },
        error: (cause) => observer.error(cause),
        complete: () => observer.complete(),
      }),
    );
