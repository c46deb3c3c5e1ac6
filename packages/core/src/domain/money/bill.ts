import type { BookingState } from '@holdfast/contract/booking/booking.states';
import type { LedgerAccount } from '@holdfast/contract/money/chart-of-accounts';
import type { ItemKind } from '@holdfast/contract/money/items';
import type { OperationKind, OperationState } from '@holdfast/contract/money/operation.states';
import type { AttemptState, PaymentState } from '@holdfast/contract/payment/payment.states';
import type { ProviderRefundState } from '@holdfast/contract/refund/provider-refund.states';
import type { RefundState } from '@holdfast/contract/refund/refund.states';

/**
 * A bill with everything that decides about its money: what is owed, what came, what was asked for, what is on its way.
 * Read in one statement, decided on in memory, written by compare-and-set of `version`. Amounts are minor units.
 */
export interface Bill {
  readonly id: string;
  readonly clinicId: string;
  readonly version: number;
  /** Null for money that belongs to no order of ours. */
  readonly patientId: string | null;
  readonly currency: string;
  readonly mode: ProviderMode;
  /** In order of creation: a successor stands behind the booking that it replaces. */
  readonly bookings: readonly BillBooking[];
  readonly lines: readonly BillLine[];
  readonly covers: readonly Cover[];
  readonly payments: readonly BillPayment[];
  readonly attempts: readonly Attempt[];
  readonly refunds: readonly ProviderRefund[];
  readonly requests: readonly RefundRequest[];
  readonly operations: readonly Operation[];
  readonly deposits: readonly Deposit[];
  readonly items: readonly OpenItem[];
  /** Sums of what was posted, by account, owner, object and currency. */
  readonly posted: readonly PostedSum[];
  /** A live unpaid booking of the same patient, doctor and time on another bill. */
  readonly rebooked: Rebooked | null;
  readonly accounts: ReadonlyMap<string, AccountTerms>;
  /** When the passing of time alone may change a decision. */
  readonly reviewAt: Date | null;
  readonly sums: BillSums;
}

/** What pages show of a bill's money, written with the rows that it sums up. */
export interface BillSums {
  /** Here, counted, and net of what went back; over the counter too. Below zero where more was returned than came. */
  readonly fundsMinor: number;
  /** Authorized and not captured. */
  readonly heldMinor: number;
  /** Asked back and not yet told by the provider. */
  readonly askedBackMinor: number;
  /** Asked back with an outcome that nobody knows yet. */
  readonly unknownBackMinor: number;
  /** On its way by the provider's word. */
  readonly leavingMinor: number;
  readonly returnedMinor: number;
  /** Owed to the payer, and refused by the provider. */
  readonly refusedMinor: number;
  /** Captured with another amount, currency or mode than asked, and still here. */
  readonly wrongMinor: number;
  readonly wrongCurrency: string | null;
  /** A payer is at the bank's page. */
  readonly isChecking: boolean;
}

export type ProviderMode = 'test' | 'live';

export interface BillBooking {
  readonly id: string;
  readonly state: BookingState;
  readonly startsAt: Date;
  readonly keepIfLate: boolean;
  readonly predecessorId: string | null;
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
  /** For an expired booking: its time is free and still offered by the doctor, as of this read. */
  readonly canBeRetaken: boolean;
}

export interface BillLine {
  readonly id: string;
  readonly bookingId: string;
  readonly kind: 'visit';
  readonly amountMinor: number;
}

/** What lets a booking stand without money. */
export interface Cover {
  readonly id: string;
  readonly bookingId: string;
  readonly kind: 'desk_permission' | 'waiver';
  readonly amountMinor: number;
  readonly grantedBy: string;
}

/** One order at a provider. */
export interface BillPayment {
  readonly id: string;
  readonly providerAccountId: string;
  readonly askedMinor: number;
  readonly state: PaymentState;
}

export type Ruling = 'place' | 'return';

/** One payment id of the provider, as the strongest facts about it say. */
export interface Attempt {
  readonly id: string;
  readonly paymentId: string;
  readonly providerAccountId: string;
  readonly providerPaymentId: string;
  readonly state: AttemptState;
  /** As the strongest fact says. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly method: string | null;
  readonly feeMinor: number | null;
  /** Included in the fee. */
  readonly taxMinor: number | null;
  readonly errorCode: string | null;
  readonly errorReason: string | null;
  readonly firstSeenAt: Date;
  readonly authorizedAt: Date | null;
  readonly capturedAt: Date | null;
  /** What a person decided about money that no rule places. */
  readonly ruling: Ruling | null;
  readonly ruledBy: string | null;
}

/** A refund as the provider has it, no matter who made it. */
export interface ProviderRefund {
  readonly id: string;
  readonly attemptId: string;
  readonly providerRefundId: string;
  /** The request that it carries out; null when it was made at the provider. */
  readonly requestId: string | null;
  readonly state: ProviderRefundState;
  readonly amountMinor: number;
  readonly currency: string;
  readonly bankReference: string | null;
  readonly occurredAt: Date;
}

export const requestReasons = [
  'clinic_cancelled',
  'late_payment',
  'duplicate_payment',
  'wrong_payment',
] as const;
export type RequestReason = (typeof requestReasons)[number];

/** Our intent that money of an attempt goes back; its operation carries it out. */
export interface RefundRequest {
  readonly id: string;
  readonly attemptId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reason: RequestReason;
  readonly causeKey: string;
  readonly requestedBy: string | null;
  /** A person asked again after a refusal. */
  readonly isAskedAgain: boolean;
  readonly state: RefundState;
}

export interface Operation {
  readonly id: string;
  readonly kind: OperationKind;
  readonly providerAccountId: string;
  /** The payment of an order, the attempt of a capture, the request of a refund. */
  readonly subjectId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly state: OperationState;
  /** How often it was sent; once sent, its amount is part of the provider's idempotency key. */
  readonly tries: number;
  /** Raised by each lease: an earlier holder is told apart from the present one. */
  readonly fence: number;
  readonly nextAt: Date | null;
  /** From here on a person is asked. */
  readonly slaAt: Date;
  readonly lastError: string | null;
}

/** Money over the counter; below zero where it was handed back. */
export interface Deposit {
  readonly id: string;
  readonly kind: 'cash' | 'terminal';
  readonly drawerId: string;
  readonly amountMinor: number;
  readonly receivedBy: string;
  readonly receivedAt: Date;
}

export interface OpenItem {
  readonly kind: ItemKind;
  readonly subjectId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly openedAt: Date;
}

export interface PostedSum {
  readonly account: LedgerAccount;
  readonly ownerId: string;
  /** The attempt, refund or deposit whose money it is; null for what is kept per bill. */
  readonly objectId: string | null;
  readonly currency: string;
  readonly amountMinor: number;
}

export interface Rebooked {
  readonly booking: BillBooking;
  readonly billId: string;
  readonly billVersion: number;
  readonly amountMinor: number;
}

/** What differs between provider accounts, as data. */
export interface AccountTerms {
  readonly mode: ProviderMode;
  readonly minRefundMinor: number;
}

export interface MoneyRules {
  /** How long money beyond the bill waits for the provider's own return. */
  readonly surplusGraceSeconds: number;
  /** How long wrong money waits for a person. */
  readonly wrongMoneySeconds: number;
  /** How long an authorization waits for the provider's own capture. */
  readonly captureGraceSeconds: number;
  readonly operationSlaSeconds: number;
}
