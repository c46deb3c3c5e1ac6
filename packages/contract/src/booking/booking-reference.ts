/** Crockford's alphabet: no I, L, O or U, so that a reference survives being read out and written down. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const bitsPerLetter = 5n;
const letters = 8;

/**
 * The short name of a booking in messages, on pages and on receipts. Derived from the random tail of the id, so that it
 * needs no storage and is the same wherever it is shown.
 */
export function bookingReference(bookingId: string): string {
  let bits = BigInt(`0x${bookingId.replaceAll('-', '')}`);
  let reference = '';
  for (let place = 0; place < letters; place += 1) {
    reference = alphabet.charAt(Number(bits & 31n)) + reference;
    bits >>= bitsPerLetter;
  }
  return reference;
}
