export function MyBookingsPage() {
  return null;
}
