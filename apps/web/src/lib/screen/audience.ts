import type { Me } from '@holdfast/contract/auth/auth.procedures';
import type { Audience } from './screen.ts';

/** Whom a screen is offered to. */
export function isFor(audience: Audience, me: Me | null): boolean {
  if (audience === 'everyone') return true;
  if (me === null) return false;
  if (audience === 'account') return true;
  if (audience === 'operator') return me.isOperator;
  return me.memberships.some(({ capabilities }) => capabilities.includes(audience.can));
}

/** Who may open a screen by its address: operators see a clinic's pages too, which say that there is no clinic. */
export function mayOpen(audience: Audience, me: Me | null): boolean {
  return isFor(audience, me) || (typeof audience === 'object' && isFor('operator', me));
}
