import { randomUUID } from 'node:crypto';
import { openDrawer as procedure } from '@holdfast/contract/drawer/drawer.procedures';
import { findDrawer, openSession } from '@holdfast/db/repos/drawers.repo';
import { go, refuse } from '../../decision.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import { renderDrawer } from './render-drawer.ts';

/** One person counts and opens; a drawer that is open is closed with a count first. */
export const openDrawer = defineCommand({
  procedure,
  place: (input) => ({ subject: 'drawer', subjectId: input.drawerId }),
  subjectOf: (input) => input.drawerId,
  load: ({ tx, input }) => findDrawer(tx, input.drawerId),
  decide: ({ isOpen }) => (isOpen ? refuse('STATE_CONFLICT', 'open already') : go(null)),
  write: ({ tx, input }, { clinicId, id }) =>
    openSession(tx, { clinicId, drawerId: id, sessionId: randomUUID(), countedMinor: input.countedMinor }),
  render: renderDrawer,
  wakes: [],
});
