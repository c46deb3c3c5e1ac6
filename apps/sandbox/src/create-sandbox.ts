import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { sandboxApp } from './app.ts';
import {
  presetLateAfterMs,
  presetRefundAfterMs,
  presetWebhookRetryDelaysMs,
  presetWebhookTimeoutMs,
} from './razorpay/defaults.ts';
import { razorpayPart } from './razorpay/razorpay-part.ts';
import {
  createRazorpaySandbox,
  type RazorpaySandbox,
  type RazorpaySandboxOptions,
} from './razorpay/razorpay-sandbox.ts';
import { presetAccountTerms } from './razorpay/terms.ts';
import type { SandboxPart } from './sandbox-part.ts';
import { type WhatsappOptions, type WhatsappSite, whatsappPart, whatsappSite } from './whatsapp/routes.ts';

export type SandboxOptions = Partial<RazorpaySandboxOptions> & {
  /** 0 = any free port */
  port?: number;
  hostname?: string;
  whatsapp?: Partial<Omit<WhatsappOptions, 'dataDir' | 'basePath'>>;
  onFault?: (error: Error) => void;
};

export interface Sandbox {
  url: string;
  razorpay: RazorpaySandbox;
  whatsapp: WhatsappSite;
  close: () => Promise<void>;
}

/** Keys that are valid only for this sandbox. */
export const sandboxKeys = {
  keyId: 'rzp_test_sandboxKey0001',
  keySecret: 'sandbox-key-secret',
  webhookSecret: 'sandbox-webhook-secret',
  accountId: 'acc_Sandbox0000001',
} as const;

const defaults: RazorpaySandboxOptions = {
  ...sandboxKeys,
  ...presetAccountTerms,
  accounts: [],
  webhookUrl: null,
  dataDir: null,
  webhookTimeoutMs: presetWebhookTimeoutMs,
  webhookRetryDelaysMs: presetWebhookRetryDelaysMs,
  lateAfterMs: presetLateAfterMs,
  refundAfterMs: presetRefundAfterMs,
};

export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const {
    port = 0,
    hostname = '127.0.0.1',
    onFault = () => undefined,
    whatsapp: whatsappOptions,
    ...razorpayOptions
  } = options;
  const razorpay = createRazorpaySandbox({ ...defaults, ...razorpayOptions });
  const whatsapp = whatsappSite({ dataDir: options.dataDir ?? null, ...whatsappOptions });
  const parts: readonly SandboxPart[] = [razorpayPart(razorpay, onFault), whatsappPart(whatsapp)];
  const app = sandboxApp(parts, onFault);
  const server = createServer(getRequestListener(app.fetch));
  const closeParts = () => Promise.all(parts.map((part) => part.close()));
  for (const part of parts) part.start();
  const boundPort = await listen(server, port, hostname).catch(async (error: unknown) => {
    await closeParts();
    throw error;
  });
  return {
    url: `http://${hostname === '0.0.0.0' ? '127.0.0.1' : hostname}:${boundPort}`,
    razorpay,
    whatsapp,
    close: async () => {
      await closeParts();
      await stop(server);
    },
  };
}

async function listen(server: Server, port: number, hostname: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, hostname, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sandbox listens on no port');
  return address.port;
}

async function stop(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
