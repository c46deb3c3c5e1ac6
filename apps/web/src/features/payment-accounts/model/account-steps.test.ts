import { providerAccountState as state } from '@holdfast/contract/payment/provider-account.states';
import { describe, expect, it } from 'vitest';
import { fakeAccount, fakePending, storedSecrets } from '../../../testing/fake-accounts.ts';
import { offerOf, providerName } from './account-steps.ts';

const connectable = [{ provider: 'razorpay', accountRefForm: 'acc_…', secrets: [] }];

describe('what is offered for an account', () => {
  it.each([
    [state.active, ['drain']],
    [state.draining, ['resume', 'close']],
    [state.closed, []],
    [state.pending, []],
  ] as const)('is what the server accepts while it is %s', (now, steps) => {
    expect(offerOf(fakeAccount(1, { state: now }), connectable).steps).toEqual(steps);
  });

  it('leaves the confirmation to another person than the one who asked', () => {
    const waits = (mayConfirm: boolean) =>
      offerOf(fakeAccount(1, { state: state.pending, pending: fakePending(1, mayConfirm) }), connectable)
        .steps;
    expect(waits(true)).toEqual(['confirm', 'withdraw']);
    expect(waits(false)).toEqual(['withdraw']);
  });

  it('has new keys only for an open account without waiting ones', () => {
    const mayRotate = (draft: Parameters<typeof fakeAccount>[1]) =>
      offerOf(fakeAccount(1, draft), connectable).mayRotate;
    expect(mayRotate({})).toBe(true);
    expect(mayRotate({ state: state.draining })).toBe(true);
    expect(mayRotate({ pending: fakePending(1, true) })).toBe(false);
    expect(mayRotate({ state: state.closed })).toBe(false);
  });

  it('takes no keys of a provider that cannot be connected here', () => {
    const account = fakeAccount(1, { pending: fakePending(1, true) });
    expect(offerOf(account, []).steps).toEqual(['withdraw', 'drain']);
    expect(offerOf(fakeAccount(2), []).mayRotate).toBe(false);
    expect(offerOf(fakeAccount(3, { state: state.closed }), []).mayConnect).toBe(false);
  });

  it('ends the time of a secret only where one from before is stored', () => {
    const secrets = [...storedSecrets('aB3x'), ...storedSecrets('pR3v', ['webhook_previous'])];
    expect(offerOf(fakeAccount(1, { secrets }), connectable).steps).toContain('retirePrevious');
    expect(offerOf(fakeAccount(1), connectable).steps).not.toContain('retirePrevious');
  });

  it('connects a closed account again', () => {
    expect(offerOf(fakeAccount(1, { state: state.closed }), connectable).mayConnect).toBe(true);
    expect(offerOf(fakeAccount(1), connectable).mayConnect).toBe(false);
  });
});

it('writes the name of a provider as a name', () => {
  expect(providerName('somebody')).toBe('Somebody');
});
