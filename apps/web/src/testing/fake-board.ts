import type { Me } from '@holdfast/contract/auth/auth.procedures';
import { type ClinicRole, capabilitiesOf } from '@holdfast/contract/auth/capabilities';
import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { BookingState } from '@holdfast/contract/booking/booking.states';
import { asha, fakeBooking, fakeId, menon, paidMoney, rao, readBy } from './fake-data.ts';

type Draft = Parameters<typeof fakeBooking>[0];

/** A paid visit to Dr Menon at 10:30 in Kolkata on 23 November; `draft` says what is different. */
export function fakeVisit(number: number, draft: Draft = {}): Booking {
  const { payment, money, ...rest } = draft ?? {};
  const visit = fakeBooking({
    id: fakeId(2, number),
    patientId: fakeId(5, number),
    patientName: `Patient ${number}`,
    patientPhone: `+9198123${40_000 + number}`,
    state: 'confirmed',
    version: 3,
    startsAt: '2026-11-23T05:00:00.000Z',
    endsAt: '2026-11-23T05:20:00.000Z',
    holdExpiresAt: null,
    cover: 'money',
    payment: { paymentId: fakeId(6, number), state: 'captured', ...payment },
    money: money ?? paidMoney,
    ...rest,
  });
  return readBy('receptionist', visit);
}

/** Names that lists must fit: sixty letters, an accent, another script. */
export const hardNames = [
  'Venkatanarasimharajuvaripeta Subrahmanyam Chandrasekharan Iyr',
  'María de los Ángeles Fernández-Gutiérrez de la Peña',
  'आशा चन्द्रशेखर शर्मा',
  'Li',
];

const states: readonly BookingState[] = [
  'completed',
  'in_consultation',
  'checked_in',
  'confirmed',
  'confirmed',
  'awaiting_payment',
  'held',
  'cancelled',
  'no_show',
];

const moneyOf: Partial<Record<BookingState, NonNullable<Draft>['money']>> = {
  held: { state: 'unpaid' },
  awaiting_payment: { state: 'checking' },
  cancelled: { state: 'refunding', refunding: 80_000 },
};

/** Visits whose money needs a person: too little came, it went back, the bank refused to take it back. */
export function troubledVisits(date: string): Booking[] {
  const firstMs = Date.parse(`${date}T09:00:00+05:30`);
  const wrong = { amountMinor: 70_000, currency: 'INR' };
  const refused = { state: 'refund_failed', refundDue: 80_000 } as const;
  const minute = (at: number) => ({
    startsAt: new Date(firstMs + at * 60_000).toISOString(),
    endsAt: new Date(firstMs + (at + 10) * 60_000).toISOString(),
  });
  return [
    fakeVisit(901, {
      ...minute(0),
      state: 'awaiting_payment',
      cover: 'none',
      holdExpiresAt: new Date(Date.now() + 7 * 60_000).toISOString(),
      money: { state: 'wrong_amount', wrong },
      payment: { state: 'pending' },
    }),
    fakeVisit(902, { ...minute(10), state: 'cancelled', endReason: 'The doctor is ill', money: refused }),
    fakeVisit(903, { ...minute(20), cover: 'none', money: { state: 'not_paid', refunded: 80_000 } }),
  ];
}

/** A busy day: visits of two doctors every six minutes from nine in the morning. */
export function fakeDay(count: number, date: string): Booking[] {
  const firstMs = Date.parse(`${date}T09:00:00+05:30`);
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const startMs = firstMs + Math.floor(index / 2) * 6 * 60_000;
    const state = states[(index * 7) % states.length] ?? 'confirmed';
    const doctor = index % 2 === 0 ? menon : rao;
    const isOpen = state === 'held' || state === 'awaiting_payment';
    const money = moneyOf[state];
    return fakeVisit(number, {
      patientName: hardNames[index % 9] ?? `Patient ${number}`,
      doctorId: doctor.id,
      doctorName: doctor.name,
      speciality: doctor.speciality,
      state,
      startsAt: new Date(startMs).toISOString(),
      endsAt: new Date(startMs + 6 * 60_000).toISOString(),
      holdExpiresAt: isOpen ? new Date(Date.now() + 7 * 60_000).toISOString() : null,
      cover: isOpen ? 'none' : 'money',
      endReason: state === 'cancelled' ? 'The patient called' : null,
      ...(money ? { money } : {}),
      ...(isOpen ? { payment: { state: 'pending' } } : {}),
    });
  });
}

export function staffMe(role: ClinicRole, isOperator = false): Me {
  return {
    userId: fakeId(7, 2) as Me['userId'],
    displayName: 'Meera Rao',
    locale: 'en',
    isOperator,
    memberships: [{ clinicId: asha.id, clinicName: asha.name, role, capabilities: capabilitiesOf([role]) }],
  };
}
