import { addDrawer as procedure } from '@holdfast/contract/drawer/drawer.procedures';
import { drawersOf, insertDrawer } from '@holdfast/db/repos/drawers.repo';
import { findClinic } from '@holdfast/db/repos/schedule.repo';
import { go, refuse } from '../../decision.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import { renderDrawer } from './render-drawer.ts';

/** Drawers of one clinic are told apart by their names. */
export const addDrawer = defineCommand({
  procedure,
  place: (input) => ({ clinicId: input.clinicId }),
  load: async ({ tx, input }) => {
    const clinic = await findClinic(tx, input.clinicId);
    return clinic && { clinic, drawers: await drawersOf(tx, input.clinicId) };
  },
  decide: ({ drawers }, { input }) =>
    drawers.some(({ name }) => name.toLowerCase() === input.name.toLowerCase())
      ? refuse('STATE_CONFLICT', 'a drawer has this name')
      : go(null),
  write: ({ tx, input, subjectId }, { clinic }) =>
    insertDrawer(tx, { clinicId: clinic.id, id: subjectId, name: input.name, currency: clinic.currency }),
  render: renderDrawer,
  wakes: [],
});
