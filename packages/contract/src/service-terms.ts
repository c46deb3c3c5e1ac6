/**
 * Durations and counts that texts promise to people. Rules, messages and pages all read them here, so that a text cannot
 * promise what the code does not do.
 */
export const serviceTerms = {
  codeDigits: 6,
  codeValidMinutes: 5,
  /** How long before the start a patient is asked to arrive. */
  arriveEarlyMinutes: 10,
  /** Usual duration of a refund at banks, in working days. */
  refundDaysMin: 5,
  refundDaysMax: 7,
  /** Longest range of a search for free times. */
  slotSearchDays: 31,
  reasonMinLetters: 3,
  reasonMaxLetters: 300,
  /** Of a note for colleagues. */
  noteMaxLetters: 1000,
  /** Shortest search text for a patient. */
  searchMinLetters: 2,
} as const;
