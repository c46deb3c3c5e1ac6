import type { Capability } from './capabilities.ts';

/**
 * Who may call a procedure. `clinic`: users with the capability in the clinic. With `own: 'subject'`, also the account
 * that owns the subject; with `own: 'self'`, also any account, limited to its own data.
 */
export type Access =
  | { readonly kind: 'public' }
  | { readonly kind: 'user' }
  | { readonly kind: 'clinic'; readonly capability: Capability; readonly own: 'no' | 'subject' | 'self' }
  | { readonly kind: 'operator' };

export const anyone: Access = { kind: 'public' };
export const loggedIn: Access = { kind: 'user' };
export const operatorOnly: Access = { kind: 'operator' };

/** Users who have the capability in the clinic. */
export function can(capability: Capability): Access {
  return { kind: 'clinic', capability, own: 'no' };
}

/** Users with the capability, or the account that owns the subject's patient. */
export function ownOr(capability: Capability): Access {
  return { kind: 'clinic', capability, own: 'subject' };
}

/** Users with the capability for the whole clinic; any other account for its own patients only. */
export function forSelfOr(capability: Capability): Access {
  return { kind: 'clinic', capability, own: 'self' };
}
