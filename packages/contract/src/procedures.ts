import * as auth from './auth/auth.procedures.ts';
import * as bookings from './booking/booking.procedures.ts';
import * as clinics from './clinic/clinic.procedures.ts';
import * as drawers from './drawer/drawer.procedures.ts';
import * as ops from './ops/ops.procedures.ts';
import * as patients from './patient/patient.procedures.ts';
import * as payments from './payment/payment.procedures.ts';
import type { AnyProcedure } from './procedure.ts';
import * as accounts from './provider-account/provider-account.procedures.ts';

/** Every procedure by area and verb: router, REST, document, limits and clients derive from this one registry. */
export const procedures = {
  auth: {
    login: auth.logInWithPassword,
    requestCode: auth.requestCode,
    verifyCode: auth.verifyCode,
    revealCode: auth.revealCode,
    refresh: auth.refreshSession,
    logout: auth.logOut,
    me: auth.readMe,
  },
  clinics: {
    list: clinics.listClinics,
    get: clinics.readClinic,
    doctors: clinics.listDoctors,
    doctorSlots: clinics.doctorSlots,
    specialitySlots: clinics.specialitySlots,
  },
  patients: {
    list: patients.listPatients,
    add: patients.addPatient,
  },
  bookings: {
    hold: bookings.holdSlot,
    get: bookings.readBooking,
    history: bookings.bookingHistory,
    mine: bookings.myBookings,
    board: bookings.board,
    checkIn: bookings.checkIn,
    start: bookings.startConsultation,
    complete: bookings.completeBooking,
    noShow: bookings.markNoShow,
    cancel: bookings.cancelBooking,
    permitDeskPayment: bookings.permitDeskPayment,
  },
  bills: {
    checkout: payments.openCheckout,
    receive: drawers.receivePayment,
    handBack: drawers.handBack,
  },
  payments: {
    get: payments.readPayment,
    confirm: payments.confirmPayment,
    rule: payments.rulePayment,
  },
  drawers: {
    list: drawers.listDrawers,
    add: drawers.addDrawer,
    open: drawers.openDrawer,
    close: drawers.closeDrawer,
  },
  providerAccounts: {
    list: accounts.listAccounts,
    connect: accounts.connectAccount,
    rotate: accounts.rotateKeys,
    confirm: accounts.confirmKeys,
    withdraw: accounts.withdrawKeys,
    retirePrevious: accounts.retirePrevious,
    drain: accounts.drainAccount,
    resume: accounts.resumeAccount,
    close: accounts.closeAccount,
  },
  ops: {
    webhooks: ops.listWebhooks,
    webhook: ops.readWebhook,
    replayWebhook: ops.replayWebhook,
    messages: ops.listMessages,
    resolveMessage: ops.resolveMessage,
    whatsapp: ops.readWhatsapp,
    invariants: ops.listInvariants,
    stuck: ops.listStuck,
    takeItem: ops.takeItem,
    releaseItem: ops.releaseItem,
  },
} as const;

export type Procedures = typeof procedures;

export interface RegisteredProcedure {
  readonly area: string;
  readonly verb: string;
  readonly definition: AnyProcedure;
}

/** The registry as one list. */
export const procedureList: readonly RegisteredProcedure[] = Object.entries(procedures).flatMap(
  ([area, verbs]) =>
    Object.entries<AnyProcedure>(verbs).map(([verb, definition]) => ({ area, verb, definition })),
);
