import type { Booking, BookingTransition } from '@holdfast/contract/booking/booking.schemas';
import type { BookingState } from '@holdfast/contract/booking/booking.states';
import type { z } from 'zod';

export type Transition = z.infer<typeof BookingTransition>;

/** Why a command met a conflict, as far as a second read shows. */
export type Conflict =
  | { readonly kind: 'changed'; readonly state: BookingState; readonly actor: string; readonly at: string }
  | { readonly kind: 'changed_unknown'; readonly state: BookingState }
  | { readonly kind: 'refused'; readonly state: BookingState };

/** Compares the booking that the user saw with the present one. `history` is null when it could not be read. */
export function explainConflict(
  seen: Pick<Booking, 'version'>,
  now: Pick<Booking, 'version' | 'state'>,
  history: readonly Transition[] | null,
): Conflict {
  if (now.version <= seen.version) return { kind: 'refused', state: now.state };
  const entered = history?.filter((transition) => transition.toState === now.state).at(-1);
  if (entered === undefined) return { kind: 'changed_unknown', state: now.state };
  return { kind: 'changed', state: now.state, actor: entered.actor, at: entered.at };
}

/** Splits an actor of the history: a person's display name, or the part of the system that acted. */
export function actorParts(actor: string): { readonly system: string | null; readonly name: string } {
  const match = /^system:(\w+)$/.exec(actor);
  return match?.[1] === undefined ? { system: null, name: actor } : { system: match[1], name: actor };
}
