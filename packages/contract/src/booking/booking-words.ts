/** State of a booking's money. Every message, page and report uses these words and no others. */
export const bookingMoneyStates = [
  /** To be paid online. */
  'unpaid',
  /** To be paid at the desk. */
  'at_desk',
  /** Waiting for the bank's answer. */
  'checking',
  /** Authorized at the bank, not captured. */
  'authorized',
  /** A part of the price is here while the hold runs: the rest is to be paid. */
  'part_paid',
  'paid',
  /** The booking ended and nothing was taken. */
  'nothing_taken',
  /** Money must go back and no refund is on its way yet. */
  'refund_due',
  'refunding',
  'refunded',
  'refund_unknown',
  'refund_failed',
  /** Money came with another amount or currency than asked: it does not count, and goes back unless an operator places it. */
  'wrong_amount',
  /** The visit stands, but the money for it is not here any more. */
  'not_paid',
] as const;
export type BookingMoneyState = (typeof bookingMoneyStates)[number];

/** Whether money has arrived, for texts and lists that need no more detail. */
export const moneyPhases: Record<BookingMoneyState, 'none' | 'asked' | 'came'> = {
  unpaid: 'none',
  at_desk: 'none',
  nothing_taken: 'none',
  checking: 'asked',
  authorized: 'asked',
  part_paid: 'came',
  paid: 'came',
  refund_due: 'came',
  refunding: 'came',
  refunded: 'came',
  refund_unknown: 'came',
  refund_failed: 'came',
  wrong_amount: 'came',
  not_paid: 'none',
};

/** What can be done with a booking, in the order in which a booking needs it. */
export const bookingActions = [
  'pay',
  'checkIn',
  'start',
  'complete',
  'permitDeskPayment',
  'takePayment',
  'noShow',
  'cancel',
] as const;
export type BookingAction = (typeof bookingActions)[number];

/** Why an action is not available to the caller now. */
export const bookingObstacles = [
  /** The caller's role does not allow it, or the booking belongs to another account. */
  'not_permitted',
  'wrong_state',
  'already_done',
  /** Possible later: the permit says from when. */
  'too_early',
  'hold_expired',
  /** This clinic requires payment before confirmation. */
  'payment_first',
  /** Only the clinic may cancel a confirmed booking. */
  'only_clinic',
  /** This booking is not paid online. */
  'not_online',
  /** Money is already captured or authorized. */
  'money_came',
] as const;
export type BookingObstacle = (typeof bookingObstacles)[number];
