import { z } from 'zod';
import { BookingId, ClinicId, DepositId, PaymentId, RefundId } from '../ids.ts';
import { Money } from '../money.ts';
import { refundMachine, refundReasons } from '../refund/refund.states.ts';
import { Instant } from '../time.ts';
import { RazorpayCheckout } from './checkouts/razorpay.ts';
import { attemptMachine, paymentMachine } from './payment.states.ts';
import { collectedWays, paymentProviders } from './payment-providers.ts';

export const PaymentState = z.enum(paymentMachine.states).meta({ id: 'PaymentState' });
export const AttemptState = z.enum(attemptMachine.states).meta({ id: 'AttemptState' });
export const RefundState = z.enum(refundMachine.states).meta({ id: 'RefundState' });
export const PaymentProvider = z
  .enum(paymentProviders.map(({ name }) => name))
  .meta({ id: 'PaymentProvider' });
export const Collected = z.enum(collectedWays).meta({ id: 'Collected' });
export const RefundReason = z.enum(refundReasons).meta({ id: 'RefundReason' });

/** An amount as the provider reported it; the currency may be one that we never requested. */
export const SeenAmount = z
  .strictObject({ amountMinor: z.int(), currency: z.string() })
  .meta({ id: 'SeenAmount' });

export const PaymentAttempt = z
  .strictObject({
    providerPaymentId: z.string(),
    state: AttemptState,
    amount: SeenAmount,
    method: z.string().nullable(),
    /** Set when the money does not match the request: never applied, shown to an operator. */
    quarantineReason: z.string().nullable(),
    updatedAt: Instant,
  })
  .meta({ id: 'PaymentAttempt' });

export const Refund = z
  .strictObject({
    id: RefundId,
    /** Of the attempt whose money goes back. */
    providerPaymentId: z.string(),
    state: RefundState,
    amount: SeenAmount,
    reason: RefundReason,
    /** The bank's own reference (ARN, RRN), once known. */
    bankReference: z.string().nullable(),
    updatedAt: Instant,
  })
  .meta({ id: 'Refund' });

/** How money is received at the desk. */
export const depositKinds = ['cash', 'terminal'] as const;
export type DepositKind = (typeof depositKinds)[number];

/** Money over the counter. */
export const Deposit = z
  .strictObject({
    id: DepositId,
    kind: z.enum(depositKinds).meta({ id: 'DepositKind' }),
    /** Below zero where it was handed back. */
    amountMinor: z.int(),
    receivedAt: Instant,
  })
  .meta({ id: 'Deposit' });

/** One charge with every attempt and refund, and what was received at the desk for its bill. */
export const Payment = z
  .strictObject({
    id: PaymentId,
    clinicId: ClinicId,
    bookingId: BookingId,
    provider: PaymentProvider,
    collected: Collected,
    state: PaymentState,
    amount: Money,
    attempts: z.array(PaymentAttempt),
    refunds: z.array(Refund),
    deposits: z.array(Deposit),
    /** Received at the desk beyond what is still owed: to be handed back there. */
    owedAtDesk: Money,
    version: z.int(),
  })
  .meta({ id: 'Payment' });
export type Payment = z.infer<typeof Payment>;

/** What the page passes to the provider's checkout; public values only. One schema per provider that collects online. */
export const Checkout = z.discriminatedUnion('provider', [RazorpayCheckout]).meta({ id: 'Checkout' });
export type Checkout = z.infer<typeof Checkout>;

/** `checkout` is null while the provider does not answer; retry after `retryAfterSeconds`. */
export const CheckoutOffer = z
  .strictObject({ checkout: Checkout.nullable(), retryAfterSeconds: z.int().nullable() })
  .meta({ id: 'CheckoutOffer' });
export type CheckoutOffer = z.infer<typeof CheckoutOffer>;
