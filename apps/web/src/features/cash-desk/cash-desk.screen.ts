import { IconCash } from '@tabler/icons-react';
import { defineScreen } from '../../lib/screen/screen.ts';

export const cashDeskScreen = defineScreen({
  path: '/cash-desk',
  frame: 'staff',
  audience: { can: 'payments.read' },
  search: [],
  load: () => import('./cash-desk-page.tsx').then(({ CashDeskPage }) => ({ default: CashDeskPage })),
  place: { title: 'nav.cashDesk', icon: IconCash, in: ['staffNavigation', 'accountMenu'] },
});
