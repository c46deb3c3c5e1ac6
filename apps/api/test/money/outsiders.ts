import { expect } from 'vitest';
import { expectRefusal } from '../support/http-client.ts';
import type { MoneyRig, Visit } from './money-rig.ts';

/** Another clinic's desk, another patient and people without a log-in learn nothing of a visit's money, and move none of it. */
export async function expectOutsidersLearnNothing(
  { rig, rule }: MoneyRig,
  visit: Visit,
  providerPaymentId: string,
): Promise<void> {
  const { asha, alameda, otherPatient } = rig.core.clinics;
  const { booking } = visit;
  const { paymentId } = booking.payment;
  const others = [alameda.staff.receptionist, alameda.staff.admin, otherPatient.userId].map(rig.tokenOf);
  const paths = [`/bookings/${booking.id}`, `/bookings/${booking.id}/history`, `/payments/${paymentId}`];
  for (const token of others) {
    for (const path of paths) expectRefusal(await rig.rest('GET', path, { token }), 'NOT_FOUND');
    const checkout = await rig.rest('POST', `/bills/${booking.billId}/checkout`, { token, body: {} });
    expectRefusal(checkout, 'NOT_FOUND');
    expectRefusal(await rule(visit, providerPaymentId, 'return', token), 'NOT_FOUND');
    expectRefusal(await rig.rest('GET', '/ops/stuck', { token }), 'FORBIDDEN');
    const mine = await rig.rest('GET', '/bookings?limit=100', { token });
    expect([mine.status, mine.text.includes(booking.id)]).toEqual([200, false]);
  }
  for (const path of [...paths, '/ops/stuck']) expectRefusal(await rig.rest('GET', path), 'UNAUTHENTICATED');
  const board = await rig.rest('GET', `/clinics/${asha.id}/board?date=2026-01-01`, {
    token: rig.tokenOf(alameda.staff.receptionist),
  });
  expectRefusal(board, 'FORBIDDEN');
}

/** People of the clinic who may read money and may not decide about it. */
export async function expectDeskMayNotRule(
  { rig, rule }: MoneyRig,
  visit: Visit,
  providerPaymentId: string,
): Promise<void> {
  const { receptionist, doctor } = rig.core.clinics.asha.staff;
  for (const userId of [receptionist, doctor]) {
    for (const ruling of ['place', 'return', 'ask_again'] as const)
      expectRefusal(await rule(visit, providerPaymentId, ruling, rig.tokenOf(userId)), 'FORBIDDEN');
  }
  // The payer is no member of the clinic: to them there is nothing to decide.
  expectRefusal(await rule(visit, providerPaymentId, 'return', visit.token), 'NOT_FOUND');
}
