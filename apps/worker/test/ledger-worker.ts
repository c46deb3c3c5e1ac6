import { readEnv } from '../src/env.ts';
import { runWorker } from '../src/run-worker.ts';
import { ledgerChannel } from './ledger-channel.ts';

/** The real worker with a file instead of WhatsApp. LEDGER_FILE and LEDGER_PAUSE_MS configure this double. */
const { LEDGER_FILE, LEDGER_PAUSE_MS } = process.env;
if (!LEDGER_FILE) throw new Error('LEDGER_FILE is not set');
await runWorker(readEnv(process.env), ledgerChannel(LEDGER_FILE, Number(LEDGER_PAUSE_MS ?? 0)));
