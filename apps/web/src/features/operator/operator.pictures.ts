import type { Picture } from '../../lib/screen/picture.ts';
import { opsTabs } from './ops-tabs.ts';

export const pictures: readonly Picture[] = opsTabs.map((tab) => ({
  name: `operator-${tab}`,
  by: 'operator',
  path: `/ops?tab=${tab}`,
  ready: 'main [role="tab"][aria-selected="true"]',
}));
