import type { PaymentAdapter } from '@holdfast/core/ports/payment-adapter';
import { razorpayAdapter } from '@holdfast/providers/razorpay/adapter';
import { createRazorpayGateway, type RazorpayGateway } from '@holdfast/providers/razorpay/gateway';
import { createSandbox, type Sandbox, type SandboxOptions } from '@holdfast/sandbox/create-sandbox';

type SandboxAccount = ReturnType<Sandbox['razorpay']['account']>;

export interface SandboxGateway {
  readonly sandbox: Sandbox;
  readonly gateway: RazorpayGateway;
  /** The gateway of another of the sandbox's accounts. */
  readonly gatewayFor: (account: SandboxAccount) => RazorpayGateway;
  /** Opens its accounts by keys that are stored. */
  readonly adapter: PaymentAdapter;
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
  const gatewayFor = ({ options: { keyId, keySecret, accountId, webhookSecret } }: SandboxAccount) =>
    createRazorpayGateway({
      baseUrl: sandbox.url,
      keyId,
      keySecret,
      accountId,
      webhookSecrets: { current: webhookSecret, previous: null },
      checkoutScriptUrl: `${sandbox.url}/checkout.js`,
      timeoutMs: timeoutMs ?? 1_500,
    });
  const addresses = { RAZORPAY_BASE_URL: sandbox.url, RAZORPAY_CHECKOUT_URL: `${sandbox.url}/checkout.js` };
  const adapter = razorpayAdapter(addresses, { timeoutMs: timeoutMs ?? 1_500 });
  return { sandbox, gateway: gatewayFor(sandbox.razorpay), gatewayFor, adapter };
}
