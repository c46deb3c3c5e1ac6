import { readFileSync } from 'node:fs';
import createClient from 'openapi-fetch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import type { paths } from './openapi.gen.ts';
import { dayAfterTomorrow, type Visitor, visitorOf } from './visitor.ts';
import { typesFile, typesOfDocument } from './write-types.ts';

let rig: ApiRig;
let visitor: Visitor;
beforeAll(async () => {
  rig = await createApiRig();
  visitor = visitorOf(rig);
});
afterAll(() => rig.close());

/** The data of a response; an error fails the test. */
function given<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(`refused: ${JSON.stringify(answer.error)}`);
  return answer.data;
}

describe('a client generated from the document', () => {
  test('is generated from the committed document', async () => {
    expect(readFileSync(typesFile, 'utf8')).toBe(await typesOfDocument());
  });

  test('finds a doctor, logs in, holds, pays and is confirmed; the desk checks in', async () => {
    const api = createClient<paths>({ baseUrl: `${rig.url}/api/v1` });
    const { items: clinics } = given(await api.GET('/clinics'));
    const clinicId = clinics.find((clinic) => clinic.slug === 'asha')?.id ?? '';
    const { doctors } = given(
      await api.GET('/clinics/{clinicId}/doctors', { params: { path: { clinicId } } }),
    );
    const doctor = doctors[0];
    const service = doctor?.services.find((one) => one.durationMinutes === 20);
    if (!doctor || !service) throw new Error('somebody works here');
    const day = dayAfterTomorrow();
    const { days } = given(
      await api.GET('/doctors/{doctorId}/slots', {
        params: { path: { doctorId: doctor.id }, query: { serviceId: service.id, from: day, to: day } },
      }),
    );
    const slot = days[0]?.slots[0];
    if (!slot) throw new Error('tomorrow has free times');

    const session = given(await api.POST('/auth/login', { body: visitor.patient }));
    api.use({
      onRequest: ({ request }) => request.headers.set('authorization', `Bearer ${session.accessToken}`),
    });
    const { items: patients } = given(await api.GET('/patients', { params: { query: { clinicId } } }));
    const request = {
      clinicId,
      doctorId: doctor.id,
      serviceId: service.id,
      patientId: patients[0]?.id ?? '',
      startsAt: slot.startsAt,
      keepIfLate: true,
    };
    const held = await api.POST('/bookings', {
      body: request,
      params: { header: { 'Idempotency-Key': 'job-1' } },
    });
    expect(held.response.status).toBe(201);
    const { booking } = given(held);
    const offer = given(
      await api.POST('/bills/{billId}/checkout', { params: { path: { billId: booking.billId } } }),
    );
    const again = given(
      await api.POST('/bookings', { body: request, params: { header: { 'Idempotency-Key': 'job-1' } } }),
    );
    expect(again.booking.id).toBe(booking.id);

    const callback = visitor.pay(offer.checkout?.providerOrderId);
    const path = { paymentId: booking.payment.paymentId };
    const confirmed = given(
      await api.POST('/payments/{paymentId}/confirm', { params: { path }, body: callback }),
    );
    expect(confirmed.state).toBe('confirmed');

    const refused = await api.POST('/bookings/{bookingId}/check-in', {
      params: { path: { bookingId: booking.id } },
    });
    expect(refused.error?.error.code).toBe('NOT_FOUND');
    const desk = createClient<paths>({
      baseUrl: `${rig.url}/api/v1`,
      headers: { authorization: `Bearer ${visitor.deskToken}` },
    });
    const arrived = given(
      await desk.POST('/bookings/{bookingId}/check-in', { params: { path: { bookingId: booking.id } } }),
    );
    expect(arrived.state).toBe('checked_in');
  });
});
