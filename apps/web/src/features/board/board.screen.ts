import { IconLayoutKanban } from '@tabler/icons-react';
import { defineScreen } from '../../lib/screen/screen.ts';

export const boardScreen = defineScreen({
  path: '/board',
  frame: 'staff',
  audience: { can: 'bookings.read' },
  search: ['date', 'doctor', 'states', 'q', 'booking'],
  load: () => import('./board-page.tsx').then(({ BoardPage }) => ({ default: BoardPage })),
  place: { title: 'nav.board', icon: IconLayoutKanban, in: ['staffNavigation', 'accountMenu'] },
});
