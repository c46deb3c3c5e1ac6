import { IconSettingsHeart } from '@tabler/icons-react';
import { defineScreen } from '../../lib/screen/screen.ts';

export const operatorScreen = defineScreen({
  path: '/ops',
  frame: 'staff',
  audience: 'operator',
  search: ['tab', 'state', 'id'],
  load: () => import('./operator-page.tsx').then(({ OperatorPage }) => ({ default: OperatorPage })),
  place: { title: 'nav.ops', icon: IconSettingsHeart, in: ['staffNavigation', 'accountMenu'] },
});
