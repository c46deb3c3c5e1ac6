/**
 * Durations and counts that texts promise to people. The rule that keeps a promise and every text that makes it, in
 * messages and on pages, read it here, so that a text can never promise what the code does not keep.
 */
export const serviceTerms = {
  codeDigits: 6,
  codeValidMinutes: 5,
  /** How long before the start a patient is asked to be there. */
  arriveEarlyMinutes: 10,
  /** What banks usually take for a refund, in working days. */
  refundDaysMin: 5,
  refundDaysMax: 7,
  /** How far ahead free times can be searched. */
  slotSearchDays: 31,
  reasonMinLetters: 3,
  reasonMaxLetters: 300,
  /** Shortest search for a patient. */
  searchMinLetters: 2,
} as const;
