import { pino } from 'pino';
import { createSandbox } from './create-sandbox.ts';
import { readEnv } from './env.ts';

const log = pino({ name: 'sandbox' });
const env = readEnv(process.env);

const sandbox = await createSandbox({
  port: env.PORT,
  hostname: env.HOST,
  keyId: env.RAZORPAY_KEY_ID,
  keySecret: env.RAZORPAY_KEY_SECRET,
  webhookSecret: env.RAZORPAY_WEBHOOK_SECRET,
  accountId: env.RAZORPAY_ACCOUNT_ID,
  webhookUrl: env.WEBHOOK_URL,
  dataDir: env.SANDBOX_DATA_DIR,
  whatsapp: { autoLink: env.WHATSAPP_AUTO_LINK },
  onFault: (error) => log.error({ err: error }, 'the sandbox failed'),
});
log.info({ url: sandbox.url }, 'sandbox ready');

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void sandbox.close().then(() => process.exit(0));
  });
}
