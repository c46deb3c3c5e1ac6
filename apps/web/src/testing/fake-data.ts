import type { Me } from '@holdfast/contract/auth/auth.procedures';
import type { ClinicRole } from '@holdfast/contract/auth/capabilities';
import { Booking } from '@holdfast/contract/booking/booking.schemas';
import { bookingReference } from '@holdfast/contract/booking/booking-reference';
import type { BookingMoneyState } from '@holdfast/contract/booking/booking-words';
import { Clinic, Doctor } from '@holdfast/contract/clinic/clinic.procedures';
import { Patient } from '@holdfast/contract/patient/patient.procedures';
import { CheckoutOffer } from '@holdfast/contract/payment/payment.schemas';
import type { z } from 'zod';
import { fakeMay } from './fake-may.ts';

/** A well-formed id whose last digits are the number. Everything here is parsed, so that it cannot drift. */
export function fakeId(kind: number, number: number): string {
  return `0190${String(kind).padStart(4, '0')}-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

export const fakeNow = '2026-11-23T05:20:00.000Z';
const rupees = (amountMinor: number) => ({ amountMinor, currency: 'INR' as const });

export const asha = Clinic.parse({
  id: fakeId(1, 1),
  slug: 'asha',
  name: 'Asha Hospital',
  address: '12 Residency Road, Bengaluru 560025',
  timeZone: 'Asia/Kolkata',
  currency: 'INR',
  paymentMode: 'online',
  holdTtlSeconds: 600,
});

export const alameda = Clinic.parse({
  id: fakeId(1, 2),
  slug: 'alameda',
  name: 'Clínica Alameda',
  address: 'Av. Juárez 50, Ciudad de México',
  timeZone: 'America/Mexico_City',
  currency: 'MXN',
  paymentMode: 'desk',
  holdTtlSeconds: 600,
});

export const menon = Doctor.parse({
  id: fakeId(3, 1),
  clinicId: asha.id,
  name: 'Dr Leela Menon',
  speciality: 'Cardiology',
  about: 'Heart rhythm, blood pressure and second opinions. Speaks English, Hindi and Malayalam.',
  services: [
    { id: fakeId(4, 1), name: 'Consultation', durationMinutes: 20, price: rupees(80_000) },
    { id: fakeId(4, 2), name: 'Follow-up', durationMinutes: 10, price: rupees(40_050) },
  ],
});

export const rao = Doctor.parse({
  id: fakeId(3, 2),
  clinicId: asha.id,
  name: 'Dr Arjun Rao',
  speciality: 'Dermatology',
  about: 'Skin, hair and nails for adults and children.',
  services: [{ id: fakeId(4, 3), name: 'Consultation', durationMinutes: 20, price: rupees(60_000) }],
});

export const ravi = Patient.parse({
  id: fakeId(5, 1),
  clinicId: asha.id,
  fullName: 'Ravi Kumar',
  phone: '+919812345678',
  dateOfBirth: '2004-04-02',
  locale: 'en',
  version: 1,
});

export const patientMe: Me = {
  userId: fakeId(7, 1) as Me['userId'],
  displayName: 'Ravi Kumar',
  locale: 'en',
  isOperator: false,
  memberships: [],
};

interface MoneyDraft {
  readonly state?: BookingMoneyState;
  readonly paid?: number;
  readonly held?: number;
  readonly refunding?: number;
  readonly refunded?: number;
  readonly refundDue?: number;
  readonly wrong?: Booking['money']['wrong'];
}

/** Money as the server returns it, in minor units; omitted amounts are zero. */
export function fakeMoney(draft: MoneyDraft = {}): Booking['money'] {
  return {
    state: draft.state ?? 'unpaid',
    due: rupees(80_000),
    paid: rupees(draft.paid ?? 0),
    held: rupees(draft.held ?? 0),
    refunding: rupees(draft.refunding ?? 0),
    refunded: rupees(draft.refunded ?? 0),
    refundDue: rupees(draft.refundDue ?? 0),
    wrong: draft.wrong ?? null,
  };
}

export const paidMoney = { state: 'paid', paid: 80_000 } as const;

type BookingDraft = Partial<Omit<z.input<typeof Booking>, 'payment' | 'money' | 'may'>> & {
  readonly payment?: Partial<z.input<typeof Booking>['payment']>;
  readonly money?: MoneyDraft;
};

/** The reader of the booking, on whom its permits depend. */
export function readBy(role: ClinicRole, booking: Booking): Booking {
  const isOnline = booking.payment.collected === 'online';
  const { money, state, cover, startsAt, noShowFrom, holdExpiresAt, serverNow } = booking;
  const isPermitted = cover === 'desk_permission';
  const facts = { state, startsAt, noShowFrom, holdExpiresAt, serverNow, isOnline, isPermitted };
  const subject = {
    ...facts,
    money: money.state,
    dueMinor: money.due.amountMinor,
    paidMinor: money.paid.amountMinor,
  };
  return { ...booking, may: fakeMay(subject, role) };
}

const nothing = { allowed: false, reason: 'not_permitted', from: null, until: null } as const;

/** A running hold for Dr Menon at 10:30 in Kolkata, as its patient reads it; `draft` says what is different. */
export function fakeBooking(draft: BookingDraft = {}): Booking {
  const { payment, money, ...rest } = draft;
  const startsAt = rest.startsAt ?? '2026-11-24T05:00:00.000Z';
  const booking = Booking.parse({
    id: fakeId(2, 1),
    reference: bookingReference(rest.id ?? fakeId(2, 1)),
    billId: fakeId(9, 1),
    clinicId: asha.id,
    clinicName: asha.name,
    timeZone: asha.timeZone,
    doctorId: menon.id,
    doctorName: menon.name,
    speciality: menon.speciality,
    serviceId: fakeId(4, 1),
    serviceName: 'Consultation',
    patientId: ravi.id,
    patientName: ravi.fullName,
    patientPhone: ravi.phone,
    state: 'held',
    version: 1,
    startsAt,
    endsAt: '2026-11-24T05:20:00.000Z',
    noShowFrom: new Date(Date.parse(startsAt) + 15 * 60_000).toISOString(),
    price: rupees(80_000),
    holdExpiresAt: '2026-11-23T05:30:00.000Z',
    keepIfLate: true,
    payment: {
      paymentId: fakeId(6, 1),
      provider: 'razorpay',
      collected: 'online',
      state: 'pending',
      ...payment,
    },
    money: fakeMoney({ state: payment?.collected === 'desk' ? 'at_desk' : 'unpaid', ...money }),
    may: {
      pay: nothing,
      checkIn: nothing,
      start: nothing,
      complete: nothing,
      permitDeskPayment: nothing,
      takePayment: nothing,
      noShow: nothing,
      cancel: nothing,
    },
    cover: 'none',
    predecessorId: null,
    successorId: null,
    endReason: null,
    createdAt: fakeNow,
    updatedAt: fakeNow,
    serverNow: fakeNow,
    ...rest,
  });
  return readBy('patient', booking);
}

export function fakeOffer(): CheckoutOffer {
  return CheckoutOffer.parse({
    checkout: {
      provider: 'razorpay',
      keyId: 'rzp_test_holdfast',
      scriptUrl: 'https://checkout.example/checkout.js',
      paymentId: fakeId(6, 1),
      providerOrderId: 'order_HoldfastTest01',
      amount: rupees(80_000),
      merchantName: 'Asha Hospital',
      description: 'Consultation with Dr Leela Menon',
      prefill: { name: ravi.fullName, contact: ravi.phone },
    },
    retryAfterSeconds: null,
  });
}
