/** Where the patient pays and follows the booking. */
export function patientPagePath(bookingId: string): string {
  return `/bookings/${bookingId}`;
}

export function patientPageUrl(bookingId: string): string {
  return new URL(patientPagePath(bookingId), window.location.origin).href;
}
