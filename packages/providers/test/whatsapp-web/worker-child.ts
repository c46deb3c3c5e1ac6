import { armFailPoints } from '@holdfast/core/fail-points';
import type { OutgoingMessage } from '@holdfast/core/ports/message-sender';
import type { WhatsappConfig } from '../../src/whatsapp-web/config.ts';
import { createWhatsappSender } from '../../src/whatsapp-web/send/sender.ts';
import { createThrottle, noPacing } from '../../src/whatsapp-web/send/throttle.ts';
import { createWhatsappSession } from '../../src/whatsapp-web/session/session.ts';

/** A worker that sends one message and breaks where it is told to. Started by the crash tests, which say what on the command line. */
interface Order {
  config: WhatsappConfig;
  message: OutgoingMessage;
  failPoints: string;
}

const order: Order = JSON.parse(process.argv[2] ?? '');
const session = createWhatsappSession(order.config);
const sender = createWhatsappSender({
  session,
  throttle: createThrottle(noPacing),
  timings: order.config.timings,
});
await session.start();
while (sender.readiness() !== 'ready') await new Promise((resolve) => setTimeout(resolve, 20));

const unknownNames = armFailPoints(order.failPoints);
if (unknownNames.length > 0) throw new Error(`Not declared: ${unknownNames.join(', ')}`);
const outcome = await sender.send(order.message, async () => {
  process.stdout.write('armed\n');
  return true;
});
process.stdout.write(`${JSON.stringify(outcome)}\n`);
await session.stop();
