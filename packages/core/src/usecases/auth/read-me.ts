import { readMe as procedure } from '@holdfast/contract/auth/auth.procedures';
import { capabilitiesOf } from '@holdfast/contract/auth/capabilities';
import { findMe } from '@holdfast/db/repos/accounts.repo';
import { defineQuery } from '../../usecase/define-query.ts';

/** The caller, with current roles. */
export const readMe = defineQuery({
  procedure,
  place: () => null,
  read: async (tx, _input, live, { actor }) => {
    const me = actor.kind === 'user' ? await findMe(tx, actor.userId) : undefined;
    if (!me) return undefined;
    return {
      userId: me.user.id,
      displayName: me.user.display_name,
      locale: me.user.locale,
      isOperator: live.isOperator,
      memberships: me.memberships.map((row) => ({
        clinicId: row.clinic_id,
        clinicName: row.name,
        role: row.role,
        capabilities: capabilitiesOf([row.role]),
      })),
    };
  },
});
