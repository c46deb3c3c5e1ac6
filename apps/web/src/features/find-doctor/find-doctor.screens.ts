import { IconStethoscope } from '@tabler/icons-react';
import { defineScreen } from '../../lib/screen/screen.ts';

export const clinicsScreen = defineScreen({
  path: '/',
  frame: 'patient',
  audience: 'everyone',
  search: [],
  load: () => import('./clinics-page.tsx').then(({ ClinicsPage }) => ({ default: ClinicsPage })),
  place: { title: 'nav.findDoctor', icon: IconStethoscope, in: ['staffNavigation'] },
});

export const doctorsScreen = defineScreen({
  path: '/clinics/$clinic',
  frame: 'patient',
  audience: 'everyone',
  search: ['speciality', 'q'],
  load: () => import('./doctors-page.tsx').then(({ DoctorsPage }) => ({ default: DoctorsPage })),
});
