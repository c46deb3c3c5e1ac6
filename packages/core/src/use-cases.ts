import type { UseCases } from '@holdfast/contract/use-cases';
import type { PaymentGateways } from './ports/payment-gateway.ts';
import type { UseCaseDeps } from './usecase.ts';
import type { AuthDeps } from './usecases/auth/auth-deps.ts';
import { logInWithPassword } from './usecases/auth/log-in-with-password.ts';
import { logOut } from './usecases/auth/log-out.ts';
import { readMe } from './usecases/auth/read-me.ts';
import { refreshSession } from './usecases/auth/refresh-session.ts';
import { requestCode } from './usecases/auth/request-code.ts';
import { revealCode } from './usecases/auth/reveal-code.ts';
import { verifyCode } from './usecases/auth/verify-code.ts';
import { cancelBooking } from './usecases/booking/cancel-booking.ts';
import { checkIn } from './usecases/booking/check-in.ts';
import { completeBooking } from './usecases/booking/complete-booking.ts';
import { holdSlot } from './usecases/booking/hold-slot.ts';
import { markNoShow } from './usecases/booking/mark-no-show.ts';
import { permitDeskPayment } from './usecases/booking/permit-desk-payment.ts';
import { board, bookingHistory, myBookings, readBooking } from './usecases/booking/read-bookings.ts';
import { startConsultation } from './usecases/booking/start-consultation.ts';
import { doctorSlots, specialitySlots } from './usecases/clinic/find-slots.ts';
import { listClinics } from './usecases/clinic/list-clinics.ts';
import { listDoctors } from './usecases/clinic/list-doctors.ts';
import { readClinic } from './usecases/clinic/read-clinic.ts';
import { addDrawer } from './usecases/drawer/add-drawer.ts';
import { closeDrawer } from './usecases/drawer/close-drawer.ts';
import { handBack } from './usecases/drawer/hand-back.ts';
import { listDrawers } from './usecases/drawer/list-drawers.ts';
import { openDrawer } from './usecases/drawer/open-drawer.ts';
import { receivePayment } from './usecases/drawer/receive-payment.ts';
import type { MoneyDeps } from './usecases/money/change-bill.ts';
import { breakerOptions, createCircuitBreaker } from './usecases/money/circuit-breaker.ts';
import { createReviewBill } from './usecases/money/review-bills.ts';
import { listInvariants, readWhatsapp } from './usecases/ops/health-of-system.ts';
import { listStuck, releaseItem, takeItem } from './usecases/ops/items.ts';
import { listMessages, resolveMessage } from './usecases/ops/messages.ts';
import { listWebhooks, readWebhook, replayWebhook } from './usecases/ops/webhooks.ts';
import { addPatient, listPatients } from './usecases/patient/patients.ts';
import { confirmPayment } from './usecases/payment/confirm-payment.ts';
import { openCheckout } from './usecases/payment/open-checkout.ts';
import { readPayment } from './usecases/payment/read-payment.ts';
import { rulePayment } from './usecases/payment/rule-payment.ts';
import { confirmKeys } from './usecases/provider-account/confirm-keys.ts';
import { connectAccount } from './usecases/provider-account/connect-account.ts';
import { listAccounts } from './usecases/provider-account/list-accounts.ts';
import { closeAccount, drainAccount, resumeAccount } from './usecases/provider-account/move-account.ts';
import type { AccountKeys, KeyDeps } from './usecases/provider-account/prove-keys.ts';
import { retirePrevious } from './usecases/provider-account/retire-previous.ts';
import { rotateKeys } from './usecases/provider-account/rotate-keys.ts';
import { withdrawKeys } from './usecases/provider-account/withdraw-keys.ts';

export interface CoreDeps extends Omit<AuthDeps, 'reviewBill'> {
  /** On the reducer's own pool and role: it writes rows that no user may write. */
  readonly money: MoneyDeps;
  readonly gateways: PaymentGateways;
  /** Null where this installation has no key to wrap with: no account can be connected. */
  readonly accountKeys: AccountKeys | null;
  readonly maxOpenHolds: number;
}

const accountUseCases = (deps: KeyDeps): UseCases['providerAccounts'] => ({
  list: listAccounts(deps),
  connect: connectAccount(deps),
  rotate: rotateKeys(deps),
  confirm: confirmKeys(deps),
  withdraw: withdrawKeys(deps),
  retirePrevious: retirePrevious(deps),
  drain: drainAccount(deps),
  resume: resumeAccount(deps),
  close: closeAccount(deps),
});

const drawerUseCases = (deps: UseCaseDeps): UseCases['drawers'] => ({
  list: listDrawers(deps),
  add: addDrawer(deps),
  open: openDrawer(deps),
  close: closeDrawer(deps),
});

/** Every procedure's use-case; both surfaces are built from it. */
export function createUseCases(given: CoreDeps): UseCases {
  const { money, gateways } = given;
  const breaker = createCircuitBreaker({ ...breakerOptions, nowMs: () => performance.now() });
  const deps = { ...given, breaker, reviewBill: createReviewBill(money) };
  return {
    auth: {
      login: logInWithPassword(deps),
      requestCode: requestCode(deps),
      verifyCode: verifyCode(deps),
      revealCode: revealCode(deps),
      refresh: refreshSession(deps),
      logout: logOut(deps),
      me: readMe(deps),
    },
    clinics: {
      list: listClinics(deps),
      get: readClinic(deps),
      doctors: listDoctors(deps),
      doctorSlots: doctorSlots(deps),
      specialitySlots: specialitySlots(deps),
    },
    patients: { list: listPatients(deps), add: addPatient(deps) },
    bookings: {
      hold: holdSlot(deps),
      get: readBooking(deps),
      history: bookingHistory(deps),
      mine: myBookings(deps),
      board: board(deps),
      checkIn: checkIn(deps),
      start: startConsultation(deps),
      complete: completeBooking(deps),
      noShow: markNoShow(deps),
      cancel: cancelBooking(deps),
      permitDeskPayment: permitDeskPayment(deps),
    },
    bills: {
      checkout: openCheckout(deps),
      receive: receivePayment({ caller: deps, money }),
      handBack: handBack({ caller: deps, money }),
    },
    payments: {
      get: readPayment(deps),
      confirm: confirmPayment({ caller: deps, money, gateways }),
      rule: rulePayment({ caller: deps, money }),
    },
    drawers: drawerUseCases(deps),
    providerAccounts: accountUseCases(deps),
    ops: {
      webhooks: listWebhooks(deps),
      webhook: readWebhook(deps),
      replayWebhook: replayWebhook(deps),
      messages: listMessages(deps),
      resolveMessage: resolveMessage(deps),
      whatsapp: readWhatsapp(deps),
      invariants: listInvariants(deps),
      stuck: listStuck(deps),
      takeItem: takeItem(deps),
      releaseItem: releaseItem(deps),
    },
  };
}
