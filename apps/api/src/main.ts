import { compose } from './composition.ts';
import { readEnv } from './env.ts';
import { onceStopped } from './process-life.ts';
import { startServer } from './server.ts';

const env = readEnv(process.env);
const api = await compose(env);
const server = await startServer(api.app, { port: env.PORT, host: env.HOST });
const { log, faults, reporter } = api.observability;
log.info({ port: server.port, publicUrl: env.PUBLIC_URL.origin, demo: env.DEMO_MODE }, 'listening');

const exitCode = await onceStopped({ log, faults, reporter });
api.drain();
await server.stop(10_000);
await api.close();
log.info('stopped');
process.exit(exitCode);
