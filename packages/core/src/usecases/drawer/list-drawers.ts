import { listDrawers as procedure } from '@holdfast/contract/drawer/drawer.procedures';
import { drawersOf } from '@holdfast/db/repos/drawers.repo';
import { defineQuery } from '../../usecase/define-query.ts';
import { toDrawer } from './render-drawer.ts';

export const listDrawers = defineQuery({
  procedure,
  place: (input) => ({ clinicId: input.clinicId }),
  read: async (tx, input) => ({ drawers: (await drawersOf(tx, input.clinicId)).map(toDrawer) }),
});
