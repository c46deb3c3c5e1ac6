import { createRoute, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { PatientShell } from '../frames/patient/patient-shell.tsx';
import { PageSkeleton } from './layouts.tsx';
import { rootRoute } from './root-route.tsx';
import { searchText } from './search-params.ts';

const patientLayout = createRoute({
  getParentRoute: () => rootRoute,
  id: 'patient',
  component: () => (
    <PatientShell>
      <Suspense fallback={<PageSkeleton />}>
        <Outlet />
      </Suspense>
    </PatientShell>
  ),
});

const homeRoute = createRoute({
  getParentRoute: () => patientLayout,
  path: '/',
  component: lazyRouteComponent(() => import('../features/find-doctor/clinics-page.tsx'), 'ClinicsPage'),
});

export interface DoctorsSearch {
  readonly speciality?: string;
  readonly q?: string;
}

const doctorsRoute = createRoute({
  getParentRoute: () => patientLayout,
  path: '/clinics/$clinic',
  validateSearch: (search): DoctorsSearch => searchText(search, ['speciality', 'q']),
  component: lazyRouteComponent(() => import('../features/find-doctor/doctors-page.tsx'), 'DoctorsPage'),
});

/** What is chosen on the page of free times: service, first day of the week on view, day. */
export interface TimesSearch {
  readonly service?: string;
  readonly from?: string;
  readonly day?: string;
}

const doctorTimesRoute = createRoute({
  getParentRoute: () => patientLayout,
  path: '/clinics/$clinic/doctors/$doctorId',
  validateSearch: (search): TimesSearch => searchText(search, ['service', 'from', 'day']),
  component: lazyRouteComponent(() => import('../features/book/doctor-times-page.tsx'), 'DoctorTimesPage'),
});

const anyDoctorRoute = createRoute({
  getParentRoute: () => patientLayout,
  path: '/clinics/$clinic/any/$speciality',
  validateSearch: (search): TimesSearch => searchText(search, ['service', 'from', 'day']),
  component: lazyRouteComponent(() => import('../features/book/any-doctor-page.tsx'), 'AnyDoctorPage'),
});

/** The time that was chosen; the rest of the choice is made on the page. */
export interface BookSearch {
  readonly doctor?: string;
  readonly service?: string;
  readonly at?: string;
  readonly patient?: string;
}

const bookRoute = createRoute({
  getParentRoute: () => patientLayout,
  path: '/clinics/$clinic/book',
  validateSearch: (search): BookSearch => searchText(search, ['doctor', 'service', 'at', 'patient']),
  component: lazyRouteComponent(() => import('../features/book/book-page.tsx'), 'BookPage'),
});

export interface LogInSearch {
  readonly next?: string;
}

const logInRoute = createRoute({
  getParentRoute: () => patientLayout,
  path: '/login',
  validateSearch: (search): LogInSearch => searchText(search, ['next']),
  component: lazyRouteComponent(() => import('../features/log-in/log-in-page.tsx'), 'LogInPage'),
});

const myBookingsRoute = createRoute({
  getParentRoute: () => patientLayout,
  path: '/bookings',
  component: lazyRouteComponent(
    () => import('../features/my-bookings/my-bookings-page.tsx'),
    'MyBookingsPage',
  ),
});

const bookingRoute = createRoute({
  getParentRoute: () => patientLayout,
  path: '/bookings/$bookingId',
  component: lazyRouteComponent(() => import('../features/booking-status/booking-page.tsx'), 'BookingPage'),
});

export const patientRoutes = patientLayout.addChildren([
  homeRoute,
  doctorsRoute,
  doctorTimesRoute,
  anyDoctorRoute,
  bookRoute,
  logInRoute,
  myBookingsRoute,
  bookingRoute,
]);
