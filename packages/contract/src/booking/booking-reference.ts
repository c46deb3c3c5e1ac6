/** Crockford's alphabet: no I, L, O or U, so that a reference survives being read out and written down. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const letters = 8;
/** Eight letters of 5 bits are ten hexadecimal digits: few enough for an exact number. */
const tailDigits = 10;

/**
 * The short name of a booking in messages, on pages and on receipts. Derived from the random tail of the id, so that it
 * needs no storage and is the same wherever it is shown.
 */
export function bookingReference(bookingId: string): string {
  let bits = Number.parseInt(bookingId.replaceAll('-', '').slice(-tailDigits), 16);
  let reference = '';
  for (let place = 0; place < letters; place += 1) {
    reference = alphabet.charAt(bits % alphabet.length) + reference;
    bits = Math.floor(bits / alphabet.length);
  }
  return reference;
}
