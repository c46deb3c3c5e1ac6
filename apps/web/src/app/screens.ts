import { boardScreen } from '../features/board/board.screen.ts';
import { anyDoctorScreen, bookScreen, doctorTimesScreen } from '../features/book/book.screens.ts';
import { bookingScreen } from '../features/booking-status/booking-status.screen.ts';
import { cashDeskScreen } from '../features/cash-desk/cash-desk.screen.ts';
import { clinicsScreen, doctorsScreen } from '../features/find-doctor/find-doctor.screens.ts';
import { logInScreen } from '../features/log-in/log-in.screen.ts';
import { myBookingsScreen } from '../features/my-bookings/my-bookings.screen.ts';
import { operatorScreen } from '../features/operator/operator.screen.ts';
import { paymentAccountsScreen } from '../features/payment-accounts/payment-accounts.screen.ts';
import type { Screen } from '../lib/screen/screen.ts';

/** Every screen, in the order of the menus. Routes, navigation, Ctrl-K and pictures are made from these lists. */
export const patientScreens = [
  clinicsScreen,
  doctorsScreen,
  doctorTimesScreen,
  anyDoctorScreen,
  bookScreen,
  logInScreen,
  myBookingsScreen,
  bookingScreen,
] as const;
export const staffScreens = [boardScreen, cashDeskScreen, paymentAccountsScreen, operatorScreen] as const;
export const allScreens: readonly Screen[] = [...staffScreens, ...patientScreens];
