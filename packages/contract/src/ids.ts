import { z } from 'zod';

/** Every id is a UUID (v7 where we make it), branded so that a payment id cannot be used as a booking id. */
function id<const B extends string>(brand: B) {
  return z.uuid().brand<B>().meta({ id: brand });
}

export const UserId = id('UserId');
export const ClinicId = id('ClinicId');
export const DoctorId = id('DoctorId');
export const ServiceId = id('ServiceId');
export const PatientId = id('PatientId');
export const BookingId = id('BookingId');
export const BillId = id('BillId');
export const PaymentId = id('PaymentId');
export const RefundId = id('RefundId');
export const DrawerId = id('DrawerId');
export const DrawerSessionId = id('DrawerSessionId');
export const DepositId = id('DepositId');
export const MessageId = id('MessageId');
export const WebhookId = id('WebhookId');
export const ProviderAccountId = id('ProviderAccountId');
export const KeyChangeId = id('KeyChangeId');

export type UserId = z.infer<typeof UserId>;
export type ClinicId = z.infer<typeof ClinicId>;
export type DoctorId = z.infer<typeof DoctorId>;
export type ServiceId = z.infer<typeof ServiceId>;
export type PatientId = z.infer<typeof PatientId>;
export type BookingId = z.infer<typeof BookingId>;
export type BillId = z.infer<typeof BillId>;
export type PaymentId = z.infer<typeof PaymentId>;
export type RefundId = z.infer<typeof RefundId>;
export type DrawerId = z.infer<typeof DrawerId>;
export type DrawerSessionId = z.infer<typeof DrawerSessionId>;
export type DepositId = z.infer<typeof DepositId>;
export type MessageId = z.infer<typeof MessageId>;
export type WebhookId = z.infer<typeof WebhookId>;
export type ProviderAccountId = z.infer<typeof ProviderAccountId>;
export type KeyChangeId = z.infer<typeof KeyChangeId>;
