import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { errorCodeOf } from '../../lib/api/api-error.ts';
import { type ApiClient, useTRPC, useTRPCClient } from '../../lib/api/trpc.ts';
import { type CommandOptions, useCommand } from '../../lib/api/use-command.ts';
import type { BoardAction } from './model/board-actions.ts';
import type { BoardDay } from './model/board-rows.ts';
import { withBooking } from './model/changed-rows.ts';
import { type Conflict, explainConflict } from './model/conflict.ts';

interface Order {
  readonly action: BoardAction;
  readonly bookingId: string;
  readonly reason: string;
}

/** Outcome of a command; `seen` is the booking as the user saw it when sending the command. */
export type Outcome =
  | { readonly kind: 'done'; readonly action: BoardAction; readonly seen: Booking; readonly now: Booking }
  | {
      readonly kind: 'conflict';
      readonly action: BoardAction;
      readonly seen: Booking;
      readonly conflict: Conflict;
    }
  | {
      readonly kind: 'failed';
      readonly action: BoardAction;
      readonly seen: Booking;
      readonly cause: unknown;
    };

function send(api: ApiClient, order: Order, options: CommandOptions): Promise<Booking> {
  const { bookings } = api;
  const input = { bookingId: order.bookingId };
  switch (order.action) {
    case 'checkIn':
      return bookings.checkIn.mutate(input, options);
    case 'start':
      return bookings.start.mutate(input, options);
    case 'complete':
      return bookings.complete.mutate(input, options);
    case 'noShow':
      return bookings.noShow.mutate(input, options);
    case 'permitDeskPayment':
      return bookings.permitDeskPayment.mutate(input, options);
    case 'cancel':
      return bookings.cancel.mutate({ ...input, reason: order.reason }, options);
  }
}

/** Reads the booking again after a conflict, to name who changed it. */
async function lookAgain(api: ApiClient, seen: Booking): Promise<{ now: Booking; conflict: Conflict }> {
  const now = await api.bookings.get.query({ bookingId: seen.id });
  const history = await api.bookings.history.query({ bookingId: seen.id }).then(
    ({ transitions }) => transitions,
    () => null,
  );
  return { now, conflict: explainConflict(seen, now, history) };
}

/** Stores the result of a command wherever the booking is shown. Older versions are dropped: see `keep-newest.ts`. */
export function useStoreEcho(): (booking: Booking) => void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return useCallback(
    (booking) => {
      queries.setQueryData(trpc.bookings.get.queryKey({ bookingId: booking.id }), booking);
      queries.setQueriesData<BoardDay>({ queryKey: trpc.bookings.board.pathKey() }, (day) =>
        withBooking(day, booking),
      );
      const stale = [
        trpc.bookings.history.queryKey({ bookingId: booking.id }),
        trpc.payments.get.queryKey({ paymentId: booking.payment.paymentId }),
      ];
      for (const queryKey of stale) void queries.invalidateQueries({ queryKey });
    },
    [queries, trpc],
  );
}

export interface BoardCommands {
  /** Commands in flight, by booking. Nothing is shown as done before the server confirms it. */
  readonly pending: ReadonlyMap<string, BoardAction>;
  readonly run: (action: BoardAction, seen: Booking, reason?: string) => void;
}

export function useBoardCommands(tell: (outcome: Outcome) => void): BoardCommands {
  const api = useTRPCClient();
  const storeEcho = useStoreEcho();
  const seenById = useRef(new Map<string, Booking>());
  const [pending, setPending] = useState<ReadonlyMap<string, BoardAction>>(new Map());

  const finish = (bookingId: string): Booking | undefined => {
    setPending((before) => new Map([...before].filter(([id]) => id !== bookingId)));
    return seenById.current.get(bookingId);
  };

  const fail = async ({ action }: Order, seen: Booking, cause: unknown): Promise<Outcome> => {
    if (errorCodeOf(cause) !== 'STATE_CONFLICT') return { kind: 'failed', action, seen, cause };
    try {
      const { now, conflict } = await lookAgain(api, seen);
      storeEcho(now);
      return { kind: 'conflict', action, seen, conflict };
    } catch {
      return { kind: 'failed', action, seen, cause };
    }
  };

  const command = useCommand<Order, Booking>((order, options) => send(api, order, options), {
    onSuccess: (now, order) => {
      storeEcho(now);
      const seen = finish(order.bookingId);
      if (seen) tell({ kind: 'done', action: order.action, seen, now });
    },
    onError: (cause, order) => {
      const seen = finish(order.bookingId);
      if (seen) void fail(order, seen, cause).then(tell);
    },
  });

  const run = (action: BoardAction, seen: Booking, reason = ''): void => {
    if (pending.has(seen.id)) return;
    seenById.current.set(seen.id, seen);
    setPending((before) => new Map(before).set(seen.id, action));
    command.mutate({ action, bookingId: seen.id, reason });
  };
  return { pending, run };
}
