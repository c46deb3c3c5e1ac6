import { readEnv } from '../src/env.ts';
import { runWorker } from '../src/run-worker.ts';
import { ledgerChannel } from './ledger-channel.ts';

/** The worker as it is, with a file in the place of WhatsApp. LEDGER_FILE and LEDGER_PAUSE_MS are this double's own. */
const { LEDGER_FILE, LEDGER_PAUSE_MS } = process.env;
if (!LEDGER_FILE) throw new Error('LEDGER_FILE is not set');
await runWorker(readEnv(process.env), ledgerChannel(LEDGER_FILE, Number(LEDGER_PAUSE_MS ?? 0)));
