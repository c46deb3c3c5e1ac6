import {
  type ProviderAccountState,
  providerAccountMachine,
  providerAccountState,
} from '@holdfast/contract/payment/provider-account.states';
import { already, type Decision, go, refuse } from '../../decision.ts';

/** A step that a person takes with an account. What waits for its confirmation is confirmed or withdrawn, not moved. */
export function decideAccountMove(from: ProviderAccountState, to: ProviderAccountState): Decision<null> {
  if (from === to) return already;
  const waits = from === providerAccountState.pending;
  if (waits || !providerAccountMachine.can(from, to)) return refuse('STATE_CONFLICT', `${from} → ${to}`);
  return go(null);
}
