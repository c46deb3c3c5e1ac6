/** What is true of a booking's money, in one word. Every message, page and report uses these and no others. */
export const bookingMoneyStates = [
  /** To be paid online. */
  'unpaid',
  /** To be paid at the desk. */
  'at_desk',
  /** The bank has been asked, or something came that does not match: not known yet. */
  'checking',
  /** The bank keeps the amount ready; it has not been taken. */
  'authorized',
  'paid',
  /** The booking ended and nothing was taken. */
  'nothing_taken',
  /** Money must go back and no refund is on its way yet. */
  'refund_due',
  'refunding',
  'refunded',
  'refund_unknown',
  'refund_failed',
] as const;
export type BookingMoneyState = (typeof bookingMoneyStates)[number];

/** Whether money has come, for texts and lists that need no more than that. */
export const moneyPhases: Record<BookingMoneyState, 'none' | 'asked' | 'came'> = {
  unpaid: 'none',
  at_desk: 'none',
  nothing_taken: 'none',
  checking: 'asked',
  authorized: 'asked',
  paid: 'came',
  refund_due: 'came',
  refunding: 'came',
  refunded: 'came',
  refund_unknown: 'came',
  refund_failed: 'came',
};

/** What can be done with a booking, in the order in which a booking needs it. */
export const bookingActions = [
  'pay',
  'checkIn',
  'start',
  'complete',
  'permitDeskPayment',
  'noShow',
  'cancel',
] as const;
export type BookingAction = (typeof bookingActions)[number];

/** Why an action is not open to this person now. */
export const bookingObstacles = [
  /** Not with this person's role, or not for this person's booking. */
  'not_permitted',
  'wrong_state',
  'already_done',
  /** Possible later: the permit says from when. */
  'too_early',
  'hold_expired',
  /** This clinic wants the payment before it confirms. */
  'payment_first',
  /** Only the clinic cancels what is confirmed. */
  'only_clinic',
  /** This booking is not paid online. */
  'not_online',
  /** Money is there already, taken or authorized. */
  'money_came',
] as const;
export type BookingObstacle = (typeof bookingObstacles)[number];
