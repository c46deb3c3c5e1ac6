import { defineScreen } from '../../lib/screen/screen.ts';

export const bookingScreen = defineScreen({
  path: '/bookings/$bookingId',
  frame: 'patient',
  audience: 'account',
  search: [],
  load: () => import('./booking-page.tsx').then(({ BookingPage }) => ({ default: BookingPage })),
});
