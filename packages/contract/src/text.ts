import { z } from 'zod';
import { serviceTerms } from './service-terms.ts';

const unwritable = /[^\P{Cc}\n\r\t]|\p{Cs}/u;

/**
 * Text of any script with its line breaks. Control characters and lone surrogates are rejected here: the database cannot
 * store the former and would silently change the latter.
 */
export function plainText() {
  return z.string().refine((text) => !unwritable.test(text), 'has characters that cannot be written');
}

/** What a person notes for colleagues. */
export const Note = plainText().trim().min(1).max(serviceTerms.noteMaxLetters);

/** Free text that a person gives as a reason; shown in the history. */
export const Reason = plainText()
  .trim()
  .min(serviceTerms.reasonMinLetters)
  .max(serviceTerms.reasonMaxLetters);
