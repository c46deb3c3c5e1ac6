import { IconCreditCard } from '@tabler/icons-react';
import { defineScreen } from '../../lib/screen/screen.ts';

export const paymentAccountsScreen = defineScreen({
  path: '/payment-accounts',
  frame: 'staff',
  audience: { can: 'providerAccounts.manage' },
  search: [],
  load: () =>
    import('./payment-accounts-page.tsx').then(({ PaymentAccountsPage }) => ({
      default: PaymentAccountsPage,
    })),
  place: { title: 'nav.paymentAccounts', icon: IconCreditCard, in: ['staffNavigation', 'accountMenu'] },
});
