import type { Capability } from './capabilities.ts';

/**
 * Who may call a procedure. `clinic`: whoever has the capability there, and where `own` says so, any account about what
 * is its own: `subject` is asked of the subject, `self` acts on the account itself and can reach nothing else.
 */
export type Access =
  | { readonly kind: 'public' }
  | { readonly kind: 'user' }
  | { readonly kind: 'clinic'; readonly capability: Capability; readonly own: 'no' | 'subject' | 'self' }
  | { readonly kind: 'operator' };

export const anyone: Access = { kind: 'public' };
export const loggedIn: Access = { kind: 'user' };
export const operatorOnly: Access = { kind: 'operator' };

/** Those who have the capability in the clinic. */
export function can(capability: Capability): Access {
  return { kind: 'clinic', capability, own: 'no' };
}

/** They, or the account that owns the subject's patient. */
export function ownOr(capability: Capability): Access {
  return { kind: 'clinic', capability, own: 'subject' };
}

/** They for the clinic, and any account for itself: the verb reaches the caller's own patients only. */
export function forSelfOr(capability: Capability): Access {
  return { kind: 'clinic', capability, own: 'self' };
}
