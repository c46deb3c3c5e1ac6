import { randomUUID } from 'node:crypto';
import type { AppRouter } from '@holdfast/contract/trpc/router';
import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { dayAfterTomorrow, type Visitor, visitorOf } from './visitor.ts';

let rig: ApiRig;
let visitor: Visitor;
beforeAll(async () => {
  rig = await createApiRig();
  visitor = visitorOf(rig);
});
afterAll(() => rig.close());

function clientWith(token: string | null) {
  const headers = {
    'idempotency-key': randomUUID(),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  return createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${rig.url}/trpc`, headers })] });
}

describe('the tRPC client', () => {
  test('finds a doctor, logs in, holds, and the webhook alone confirms; the desk checks in', async () => {
    rig.sandbox.razorpay.setWebhookUrl(`${rig.url}/webhooks/razorpay`);
    const anyone = clientWith(null);
    const { items: clinics } = await anyone.clinics.list.query({});
    const clinicId = clinics.find((clinic) => clinic.slug === 'asha')?.id;
    if (clinicId === undefined) throw new Error('there is a clinic');
    const day = dayAfterTomorrow();
    const slots = await anyone.clinics.specialitySlots.query({
      clinicId,
      speciality: 'Cardiology',
      from: day,
      to: day,
    });
    const slot = slots.days[0]?.slots[0];
    if (!slot) throw new Error('somebody works on that day');

    const session = await anyone.auth.login.mutate(visitor.patient);
    const api = clientWith(session.accessToken);
    const [me, { items: patients }] = await Promise.all([
      api.auth.me.query({}),
      api.patients.list.query({ clinicId }),
    ]);
    expect(me.userId).toBe(session.userId);
    const patientId = patients[0]?.id;
    if (patientId === undefined) throw new Error('the account has a patient');
    const { doctorId, serviceId, startsAt } = slot;
    const { booking } = await api.bookings.hold.mutate({
      clinicId,
      doctorId,
      serviceId,
      patientId,
      startsAt,
      keepIfLate: false,
    });
    const offer = await api.bills.checkout.mutate({ billId: booking.billId });
    visitor.pay(offer.checkout?.providerOrderId);
    await rig.sandbox.razorpay.webhooksIdle();
    expect((await api.bookings.get.query({ bookingId: booking.id })).state).toBe('confirmed');

    const arrived = await clientWith(visitor.deskToken).bookings.checkIn.mutate({ bookingId: booking.id });
    expect(arrived.state).toBe('checked_in');
  });

  test('reads an error as one of ours', async () => {
    const refusal: unknown = await clientWith(null)
      .bookings.mine.query({})
      .catch((thrown: unknown) => thrown);
    expect(refusal).toBeInstanceOf(TRPCClientError);
    expect(refusal).toMatchObject({
      data: { httpStatus: 401, error: { code: 'UNAUTHENTICATED', retryable: false } },
    });
  });

  test('may batch at most twenty calls', async () => {
    const api = clientWith(null);
    const many = (count: number) =>
      Promise.all(Array.from({ length: count }, () => api.clinics.list.query({})));
    expect(await many(20)).toHaveLength(20);
    await expect(many(21)).rejects.toMatchObject({ data: { error: { code: 'MALFORMED_REQUEST' } } });
  });
});
