import { providerAccountMachine } from '@holdfast/contract/payment/provider-account.states';
import { expect, test } from 'vitest';
import { decideAccountMove } from './decide-account-move.ts';

test('an account drains, resumes and closes, and takes no other step', () => {
  const { states } = providerAccountMachine;
  const steps = states.flatMap((from) =>
    states.filter((to) => decideAccountMove(from, to).kind === 'go').map((to) => `${from} → ${to}`),
  );
  // `closed → pending` is a step of the keys that are entered again.
  expect(steps).toEqual(['active → draining', 'draining → active', 'draining → closed', 'closed → pending']);
});

test('where it is already, nothing is to be done', () => {
  for (const state of providerAccountMachine.states)
    expect(decideAccountMove(state, state)).toEqual({ kind: 'already' });
});
