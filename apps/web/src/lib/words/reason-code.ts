/** Every reason code that the API may return to staff, as the catalogue has it. */
export const reasonCodes = [
  'confirmed',
  'captured',
  'recorded',
  'known',
  'quarantined',
  'surplus_refunded',
  'late_refunded',
  'successor',
  'received',
  'unplaced',
  'unknown_order',
  'unknown_payment',
  'refund_before_capture',
  'unreadable_body',
  'unreadable_entity',
  'other_account',
  'event_not_used',
  'not_read_yet',
  'order_mismatch',
  'currency_mismatch',
  'amount_mismatch',
  'other_mode',
  'not_a_phone_number',
  'chat_cannot_be_opened',
  'fail_mark_on_bubble',
  'not_renderable',
  'click_never_happened',
  'no_consent',
  'code_no_longer_valid',
  'message_expired',
  'account_not_ready',
  'no_proof',
  'page_unexpected',
  'held_back',
  'insufficient_balance',
  'payment_too_old',
  'fully_refunded',
  'amount_too_large',
  'amount_too_small',
  'provider_unavailable',
  'booking_ended',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** Families of codes that share one text. */
const families: readonly (readonly [RegExp, ReasonCode])[] = [
  [/^sender_/, 'account_not_ready'],
  [/^(after_click_|at_click_|no_bubble$|clock$|bubble_without_time$)/, 'no_proof'],
  [/^(mark_|other_chat_open$|box_differs$|no_send_button$)/, 'page_unexpected'],
  [/^(throttled_|busy$)/, 'held_back'],
  [/^(unavailable|rate_limited)$/, 'provider_unavailable'],
  [/^booking_/, 'booking_ended'],
  [/^(expired|cancelled|declined)$/, 'booking_ended'],
];

/** The word of the catalogue for one code; null for one that is newer than this page. */
export function reasonCodeOf(code: string): ReasonCode | null {
  const exact = reasonCodes.find((known) => known === code);
  return exact ?? families.find(([pattern]) => pattern.test(code))?.[1] ?? null;
}
