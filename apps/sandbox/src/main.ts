import { pino } from 'pino';
import { createSandbox } from './create-sandbox.ts';
import { providerOptions, readEnv } from './env.ts';

const log = pino({ name: 'sandbox' });
const env = readEnv(process.env);

const sandbox = await createSandbox({
  port: env.PORT,
  hostname: env.HOST,
  ...providerOptions(env),
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
