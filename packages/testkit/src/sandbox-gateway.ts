import { createRazorpayGateway, type RazorpayGateway } from '@holdfast/providers/razorpay/gateway';
import {
  createSandbox,
  type Sandbox,
  type SandboxOptions,
  sandboxKeys,
} from '@holdfast/sandbox/create-sandbox';

export interface SandboxGateway {
  readonly sandbox: Sandbox;
  readonly gateway: RazorpayGateway;
}

/** Razorpay's stand-in in this process, and the real gateway with the real SDK in front of it. Close the sandbox. */
export async function createSandboxGateway(
  options: SandboxOptions & { readonly timeoutMs?: number } = {},
): Promise<SandboxGateway> {
  const { timeoutMs, ...sandboxOptions } = options;
  const sandbox = await createSandbox({
    refundAfterMs: 3_600_000,
    lateAfterMs: 3_600_000,
    ...sandboxOptions,
  });
  const gateway = createRazorpayGateway({
    baseUrl: sandbox.url,
    keyId: sandboxKeys.keyId,
    keySecret: sandboxKeys.keySecret,
    accountId: sandboxKeys.accountId,
    webhookSecrets: { current: sandboxKeys.webhookSecret, previous: null },
    checkoutScriptUrl: `${sandbox.url}/checkout.js`,
    timeoutMs: timeoutMs ?? 1_500,
  });
  return { sandbox, gateway };
}
