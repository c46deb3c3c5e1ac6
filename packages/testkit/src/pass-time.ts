import type { Sandbox } from '@holdfast/sandbox/create-sandbox';
import { advanceClock, type Span, secondsIn } from './advance-clock.ts';
import type { TestDatabase } from './test-database.ts';

interface Clocks {
  readonly database: Pick<TestDatabase, 'pools'>;
  readonly sandbox: Pick<Sandbox, 'razorpay'>;
}

/** Lets the same time pass here and at the provider; the provider acts first, as its webhooks come in from outside. */
export async function passTime({ database, sandbox }: Clocks, span: Span): Promise<Date> {
  await sandbox.razorpay.passTime(secondsIn(span) * 1000);
  return advanceClock(database, span);
}
