import { closeDrawer as procedure } from '@holdfast/contract/drawer/drawer.procedures';
import { closeSession, findDrawer } from '@holdfast/db/repos/drawers.repo';
import { go, refuse } from '../../decision.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import { renderDrawer } from './render-drawer.ts';

/** The person names the session that was counted: a count never closes another one that was opened in the meantime. */
export const closeDrawer = defineCommand({
  procedure,
  place: (input) => ({ subject: 'drawer', subjectId: input.drawerId }),
  subjectOf: (input) => input.drawerId,
  load: ({ tx, input }) => findDrawer(tx, input.drawerId),
  decide: ({ isOpen, sessionId }, { input }) =>
    isOpen && sessionId === input.sessionId
      ? go(sessionId)
      : refuse('STATE_CONFLICT', 'this session is not open'),
  write: ({ tx, input }, { clinicId }, sessionId) =>
    closeSession(tx, { clinicId, sessionId, countedMinor: input.countedMinor }),
  render: renderDrawer,
  wakes: [],
});
