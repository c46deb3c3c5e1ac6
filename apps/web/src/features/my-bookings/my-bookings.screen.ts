import { IconCalendarHeart } from '@tabler/icons-react';
import { defineScreen } from '../../lib/screen/screen.ts';

export const myBookingsScreen = defineScreen({
  path: '/bookings',
  frame: 'patient',
  audience: 'account',
  search: [],
  load: () => import('./my-bookings-page.tsx').then(({ MyBookingsPage }) => ({ default: MyBookingsPage })),
  place: { title: 'nav.myBookings', icon: IconCalendarHeart, in: ['accountMenu'] },
});
