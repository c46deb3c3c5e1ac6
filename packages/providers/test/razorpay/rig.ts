import { randomUUID } from 'node:crypto';
import type { ProviderOrder } from '@holdfast/core/ports/payment-gateway';
import { ProviderError } from '@holdfast/core/ports/provider-error';
import { createSandbox, type Sandbox, sandboxKeys } from '@holdfast/sandbox/create-sandbox';
import {
  createRazorpayGateway,
  type RazorpayConfig,
  type RazorpayGateway,
} from '../../src/razorpay/gateway.ts';

export interface Rig {
  sandbox: Sandbox;
  gateway: RazorpayGateway;
  receipt: string;
  newOrder: () => Promise<ProviderOrder>;
  operationsCalled: () => string[];
}

/** Short enough for a test to wait out, long enough for an honest answer on a busy machine. */
export const rigTimeoutMs = 700;

export function configFor(baseUrl: string): RazorpayConfig {
  return {
    baseUrl,
    keyId: sandboxKeys.keyId,
    keySecret: sandboxKeys.keySecret,
    accountId: sandboxKeys.accountId,
    webhookSecrets: { current: sandboxKeys.webhookSecret, previous: 'previous-secret' },
    checkoutScriptUrl: `${baseUrl}/checkout.js`,
    timeoutMs: rigTimeoutMs,
  };
}

export async function startRig(): Promise<Rig> {
  const sandbox = await createSandbox({ refundAfterMs: 3_600_000, lateAfterMs: 3_600_000 });
  const gateway = createRazorpayGateway(configFor(sandbox.url));
  const receipt = randomUUID();
  return {
    sandbox,
    gateway,
    receipt,
    newOrder: () =>
      gateway.createOrder({ receipt, amountMinor: 80000, currency: 'INR', notes: { payment_id: receipt } }),
    operationsCalled: () => sandbox.razorpay.calls().map((call) => call.operation),
  };
}

/** The error that a call must end with; anything but a ProviderError is a broken promise of the port. */
export async function failureOf(call: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await call.then(
    () => new Error('the call succeeded'),
    (rejection: unknown) => rejection,
  );
  if (error instanceof ProviderError) return error;
  throw error;
}
