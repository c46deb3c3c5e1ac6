import type { Booking } from '@holdfast/contract/booking/booking.schemas';

/** Where the money of a booking stands, in the words of the board. */
export type RowMoney =
  | 'unpaid'
  | 'checking'
  | 'authorized'
  | 'captured'
  | 'desk'
  | 'refundPending'
  | 'refundUnknown'
  | 'refundFailed'
  | 'refunded'
  | 'partlyRefunded'
  | 'closed';

type Payment = Booking['payment'];

function refundOf(payment: Payment): RowMoney | null {
  const { refundState, refundedMinor, capturedMinor } = payment;
  if (refundState === null) return null;
  if (refundState === 'unknown') return 'refundUnknown';
  if (refundState === 'failed') return 'refundFailed';
  if (refundState !== 'processed') return 'refundPending';
  return refundedMinor < capturedMinor ? 'partlyRefunded' : 'refunded';
}

/** A refund says more than the capture it follows, and money that came in more than a promise to pay. */
export function rowMoney(booking: Pick<Booking, 'payment' | 'evidence'>): RowMoney {
  const { payment, evidence } = booking;
  const refund = refundOf(payment);
  if (refund !== null) return refund;
  if (payment.capturedMinor > 0) return 'captured';
  if (payment.state === 'authorized') return 'authorized';
  if (payment.state === 'closed') return 'closed';
  if (evidence === 'desk_permission') return 'desk';
  return payment.attemptOpen ? 'checking' : 'unpaid';
}

/** The sum that belongs to the word: what went back, what came in, or what is asked. */
export function rowMoneyMinor(booking: Pick<Booking, 'payment' | 'evidence'>): number {
  const { payment } = booking;
  switch (rowMoney(booking)) {
    case 'refunded':
    case 'partlyRefunded':
    case 'refundPending':
    case 'refundUnknown':
      return payment.refundedMinor;
    case 'captured':
    case 'refundFailed':
      return payment.capturedMinor;
    default:
      return payment.amount.amountMinor;
  }
}
