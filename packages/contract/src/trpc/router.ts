import { tracked } from '@trpc/server';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { procedures } from '../procedures.ts';
import { FeedInput } from '../realtime/realtime.procedures.ts';
import type { FollowFeed, UseCases } from '../use-cases.ts';
import { bindCommand, bindQuery, router, subscriptionProcedure, toTrpcError } from './init.ts';

function authRouter(use: UseCases['auth']) {
  const { auth } = procedures;
  return router({
    login: bindCommand(auth.login, use.login),
    requestCode: bindCommand(auth.requestCode, use.requestCode),
    verifyCode: bindCommand(auth.verifyCode, use.verifyCode),
    revealCode: bindCommand(auth.revealCode, use.revealCode),
    refresh: bindCommand(auth.refresh, use.refresh),
    logout: bindCommand(auth.logout, use.logout),
    me: bindQuery(auth.me, use.me),
  });
}

function clinicsRouter(use: UseCases['clinics']) {
  const { clinics } = procedures;
  return router({
    list: bindQuery(clinics.list, use.list),
    doctors: bindQuery(clinics.doctors, use.doctors),
    doctorSlots: bindQuery(clinics.doctorSlots, use.doctorSlots),
    specialitySlots: bindQuery(clinics.specialitySlots, use.specialitySlots),
  });
}

function bookingsRouter(use: UseCases['bookings']) {
  const { bookings } = procedures;
  return router({
    hold: bindCommand(bookings.hold, use.hold),
    get: bindQuery(bookings.get, use.get),
    history: bindQuery(bookings.history, use.history),
    mine: bindQuery(bookings.mine, use.mine),
    board: bindQuery(bookings.board, use.board),
    checkIn: bindCommand(bookings.checkIn, use.checkIn),
    start: bindCommand(bookings.start, use.start),
    complete: bindCommand(bookings.complete, use.complete),
    noShow: bindCommand(bookings.noShow, use.noShow),
    cancel: bindCommand(bookings.cancel, use.cancel),
    permitDeskPayment: bindCommand(bookings.permitDeskPayment, use.permitDeskPayment),
  });
}

function opsRouter(use: UseCases['ops']) {
  const { ops } = procedures;
  return router({
    webhooks: bindQuery(ops.webhooks, use.webhooks),
    webhook: bindQuery(ops.webhook, use.webhook),
    replayWebhook: bindCommand(ops.replayWebhook, use.replayWebhook),
    messages: bindQuery(ops.messages, use.messages),
    resolveMessage: bindCommand(ops.resolveMessage, use.resolveMessage),
    whatsapp: bindQuery(ops.whatsapp, use.whatsapp),
    invariants: bindQuery(ops.invariants, use.invariants),
    stuck: bindQuery(ops.stuck, use.stuck),
  });
}

/** tRPC hands back the id of the last event as `lastEventId`; it is our cursor. */
const FollowInput = FeedInput.extend({ lastEventId: z.string().max(120).nullish() });

function feedRouter(followFeed: FollowFeed) {
  return router({
    follow: subscriptionProcedure.input(FollowInput).subscription(async function* ({ ctx, input, signal }) {
      if (ctx.actor.kind === 'anonymous')
        throw toTrpcError(new AppError(ctx.tokenProblem ?? 'UNAUTHENTICATED'));
      const { lastEventId, ...rest } = input;
      const start = lastEventId ? { ...rest, cursor: lastEventId } : rest;
      try {
        for await (const message of followFeed(ctx, start, signal ?? new AbortController().signal)) {
          yield tracked(message.type === 'change' ? message.event.cursor : message.cursor, message);
        }
      } catch (thrown) {
        throw toTrpcError(thrown);
      }
    }),
  });
}

/** Both surfaces are made of this one router. */
export function createRouter(useCases: UseCases, followFeed: FollowFeed) {
  const { patients, payments } = procedures;
  return router({
    auth: authRouter(useCases.auth),
    clinics: clinicsRouter(useCases.clinics),
    patients: router({
      list: bindQuery(patients.list, useCases.patients.list),
      add: bindCommand(patients.add, useCases.patients.add),
    }),
    bookings: bookingsRouter(useCases.bookings),
    payments: router({
      get: bindQuery(payments.get, useCases.payments.get),
      checkout: bindCommand(payments.checkout, useCases.payments.checkout),
      confirm: bindCommand(payments.confirm, useCases.payments.confirm),
    }),
    ops: opsRouter(useCases.ops),
    feed: feedRouter(followFeed),
  });
}

export type AppRouter = ReturnType<typeof createRouter>;
