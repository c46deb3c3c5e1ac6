import { moneyRules } from '@holdfast/core/domain/money/money-rules';
import type { MessageJob } from '@holdfast/core/ports/job-queue';
import type { MessageAccount } from '@holdfast/core/ports/message-account';
import type { MessageSender } from '@holdfast/core/ports/message-sender';
import type { NotifyTopic } from '@holdfast/core/ports/notifier';
import { createSealAudit } from '@holdfast/core/usecases/audit/seal-audit';
import { createExpireHolds } from '@holdfast/core/usecases/booking/expire-holds';
import { createMarkLedger } from '@holdfast/core/usecases/ledger/mark-ledger';
import { createReadReceipts } from '@holdfast/core/usecases/message/read-receipts';
import { createRecoverMessages } from '@holdfast/core/usecases/message/recover-messages';
import { createRelayMessages } from '@holdfast/core/usecases/message/relay-messages';
import { createSendMessage } from '@holdfast/core/usecases/message/send-message';
import { createLease } from '@holdfast/core/usecases/message/worker-duties';
import { breakerOptions, createCircuitBreaker } from '@holdfast/core/usecases/money/circuit-breaker';
import { createPollOrders } from '@holdfast/core/usecases/money/poll-orders';
import { createRetryEvents } from '@holdfast/core/usecases/money/retry-events';
import { createReviewBills } from '@holdfast/core/usecases/money/review-bills';
import { createRunOperations } from '@holdfast/core/usecases/money/run-operations';
import { createSweepAccounts } from '@holdfast/core/usecases/money/sweep-account';
import type { Composition } from './composition.ts';
import { type HealthServer, startHealthServer } from './http/health-server.ts';
import { createWorkerReadiness } from './http/readiness.ts';
import { checkInvariants } from './loops/check-invariants.ts';
import { type Loop, type LoopBody, startLoop } from './loops/run-loop.ts';

export interface RunningWorker {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

const accountName = 'default';
const sealerLease = 'audit-sealer';
const eventMaxTries = 24;
/** A list is ordered by creation, and what was created late is listed late. */
const sweepOverlapSeconds = 1_800;
const sweepLeaseSeconds = 120;
const feedKeepDays = 7;

function loopStarter(parts: Composition) {
  return (name: string, floorSeconds: number, body: LoopBody, topic?: NotifyTopic): Loop =>
    startLoop({
      name,
      body,
      floorSeconds,
      rounds: parts.metrics.rounds,
      onError: (loop, error) => parts.crashes.report(error, { where: 'loop', route: loop }),
      ...(topic === undefined
        ? {}
        : { onNotify: (wake: () => void) => parts.notifier.subscribe(topic, wake) }),
    });
}

function moneyLoops(parts: Composition, start: ReturnType<typeof loopStarter>): Loop[] {
  const { env, tx, gateways, metrics, holder } = parts;
  const notify = parts.notifier.publish;
  const onProviderError = (error: { kind: string }) => metrics.providerErrors.inc({ kind: error.kind });
  const money = { tx, notify, gateways, onProviderError, rules: moneyRules(env) };
  const breaker = createCircuitBreaker({ ...breakerOptions, nowMs: () => performance.now() });
  return [
    start('expire-holds', env.WORKER_SWEEP_SECONDS, createExpireHolds({ tx, notify })),
    start(
      'retry-events',
      env.WORKER_POLL_SECONDS,
      createRetryEvents({ ...money, maxTries: eventMaxTries }),
      'webhooks',
    ),
    start('review-bills', env.WORKER_POLL_SECONDS, createReviewBills(money), 'bills'),
    start(
      'run-operations',
      env.WORKER_POLL_SECONDS,
      createRunOperations({ ...money, breaker }),
      'operations',
    ),
    start(
      'poll-orders',
      env.WORKER_SWEEP_SECONDS,
      createPollOrders({ ...money, lateMoneyDays: env.LATE_MONEY_DAYS }),
    ),
    start(
      'sweep-accounts',
      env.WORKER_ACCOUNT_SWEEP_SECONDS,
      createSweepAccounts({
        ...money,
        overlapSeconds: sweepOverlapSeconds,
        firstSeconds: env.LATE_MONEY_DAYS * 86_400,
        holdLease: (id) => createLease({ tx }, `sweep:${id}`, holder, sweepLeaseSeconds).hold(),
      }),
    ),
  ];
}

function messageLoops(
  parts: Composition,
  sender: MessageSender,
  start: ReturnType<typeof loopStarter>,
): Loop[] {
  const { env, tx, queue } = parts;
  const deps = {
    tx,
    notify: parts.notifier.publish,
    sender,
    otpSecret: env.OTP_SECRET,
    leaseSeconds: env.WORKER_MESSAGE_LEASE_SECONDS,
  };
  const relay = createRelayMessages({ tx, queue, requeueAfterSeconds: env.WORKER_REQUEUE_SECONDS });
  const receipts = createReadReceipts({
    ...deps,
    withinHours: 48,
    lookAgainSeconds: env.WORKER_RECEIPT_SECONDS * 4,
  });
  return [
    // Nothing is queued while the channel is not ready: the rows wait in Postgres, where they are counted.
    start(
      'relay-messages',
      env.WORKER_POLL_SECONDS,
      async (signal) => (sender.readiness() === 'ready' ? relay(signal) : 0),
      'messages',
    ),
    start('recover-messages', env.WORKER_SWEEP_SECONDS, createRecoverMessages(deps)),
    start('read-receipts', env.WORKER_RECEIPT_SECONDS, receipts),
  ];
}

interface Consumer {
  readonly start: () => void;
  /** Finishes the current message first. */
  readonly stop: () => Promise<void>;
}

/** Only the worker that drives the account consumes the queue: any other one would have to put messages back. */
function messageConsumer(parts: Composition, sender: MessageSender): Consumer {
  const { env, tx, queue, metrics, log } = parts;
  const send = createSendMessage({
    tx,
    notify: parts.notifier.publish,
    sender,
    otpSecret: env.OTP_SECRET,
    leaseSeconds: env.WORKER_MESSAGE_LEASE_SECONDS,
  });
  const handle = async ({ clinicId, messageId }: MessageJob) => {
    try {
      const outcome = await send({ clinicId, id: messageId });
      metrics.sends.inc({ outcome });
      log.info({ messageId, outcome }, 'message');
    } catch (thrown) {
      // The row keeps its lease until it expires, then recovery picks it up: nothing is lost here.
      parts.crashes.report(thrown, { where: 'message' });
    }
  };
  let stopConsuming: (() => Promise<void>) | null = null;
  return {
    start: () => {
      stopConsuming ??= queue.consume(handle);
    },
    stop: async () => {
      const stopping = stopConsuming;
      stopConsuming = null;
      await stopping?.();
    },
  };
}

function houseLoops(parts: Composition, start: ReturnType<typeof loopStarter>): Loop[] {
  const { env, tx, duties } = parts;
  const sealing = createLease({ tx }, sealerLease, parts.holder, 30);
  const seal = createSealAudit({ tx });
  return [
    start('seal-audit', env.WORKER_SWEEP_SECONDS, async (signal) =>
      (await sealing.hold()) ? seal(signal) : 0,
    ),
    start('mark-ledger', env.WORKER_SWEEP_SECONDS, createMarkLedger({ tx })),
    start('check-invariants', env.WORKER_INVARIANT_SECONDS, () => checkInvariants(parts)),
    start('prune-feed', 3_600, async () => {
      await duties.pruneFeed(feedKeepDays);
      return 0;
    }),
  ];
}

function healthOf(parts: Composition, sender: MessageSender): Promise<HealthServer> {
  const { env, metrics, duties } = parts;
  const beforeScrape = async () => {
    metrics.whatsappReady.set(sender.readiness() === 'ready' ? 1 : 0);
    metrics.outboxLagSeconds.set(await duties.outboxLagSeconds());
  };
  const checks = { readiness: createWorkerReadiness(parts), beforeScrape };
  return startHealthServer({ host: env.HOST, port: env.PORT }, checks, metrics);
}

/** With several workers, only the holder of the lease drives the account and consumes its messages. */
function openAccount(parts: Composition, consumer: () => Consumer): MessageAccount {
  const { env, tx, holder, duties, crashes } = parts;
  const leaseSeconds = env.WORKER_ACCOUNT_LEASE_SECONDS;
  const lease = createLease({ tx }, `whatsapp:${accountName}`, holder, leaseSeconds);
  return parts.openAccount({
    holdLease: lease.hold,
    releaseLease: lease.release,
    leaseSeconds,
    onDriving: () => consumer().start(),
    onResting: () => consumer().stop(),
    publish: (report) => duties.publishAccount(accountName, report),
    onError: (error) => crashes.report(error, { where: 'whatsapp-account' }),
  });
}

/** Starts every loop and the health server; returns the function that stops them gracefully. */
export async function startWorker(parts: Composition): Promise<RunningWorker> {
  const { log, tx, holder } = parts;
  const start = loopStarter(parts);
  const account = openAccount(parts, () => consumer);
  const consumer = messageConsumer(parts, account.sender);
  const health = await healthOf(parts, account.sender);
  const loops = [
    ...moneyLoops(parts, start),
    ...houseLoops(parts, start),
    ...messageLoops(parts, account.sender, start),
    start('whatsapp-account', account.keepSeconds, account.keep),
  ];
  log.info({ port: health.port, loops: loops.map((loop) => loop.name) }, 'worker started');

  async function stop(): Promise<void> {
    log.info('worker stopping');
    await Promise.all([consumer.stop(), ...loops.map((loop) => loop.stop())]);
    await account.close();
    await createLease({ tx }, sealerLease, holder, 1).release();
    await health.close();
    await parts.close();
  }
  return { port: health.port, stop };
}
