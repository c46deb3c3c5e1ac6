import { defineScreen } from '../../lib/screen/screen.ts';

export const logInScreen = defineScreen({
  path: '/login',
  frame: 'patient',
  audience: 'everyone',
  search: ['next'],
  load: () => import('./log-in-page.tsx').then(({ LogInPage }) => ({ default: LogInPage })),
});
