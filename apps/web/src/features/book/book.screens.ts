import { defineScreen } from '../../lib/screen/screen.ts';

/** Service, first day of the week on view, day. */
const timesSearch = ['service', 'from', 'day'] as const;

export const doctorTimesScreen = defineScreen({
  path: '/clinics/$clinic/doctors/$doctorId',
  frame: 'patient',
  audience: 'everyone',
  search: timesSearch,
  load: () => import('./doctor-times-page.tsx').then(({ DoctorTimesPage }) => ({ default: DoctorTimesPage })),
});

export const anyDoctorScreen = defineScreen({
  path: '/clinics/$clinic/any/$speciality',
  frame: 'patient',
  audience: 'everyone',
  search: timesSearch,
  load: () => import('./any-doctor-page.tsx').then(({ AnyDoctorPage }) => ({ default: AnyDoctorPage })),
});

/** The time that was chosen; the rest of the choice is made on the page, which asks for the log-in itself. */
export const bookScreen = defineScreen({
  path: '/clinics/$clinic/book',
  frame: 'patient',
  audience: 'everyone',
  search: ['doctor', 'service', 'at', 'patient'],
  load: () => import('./book-page.tsx').then(({ BookPage }) => ({ default: BookPage })),
});
