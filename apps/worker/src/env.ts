import { preset, readSettings } from '@holdfast/contract/settings/define-settings';
import { seconds, wholeNumber } from '@holdfast/contract/settings/kinds';
import { moneySettings } from '@holdfast/contract/settings/money-settings';
import {
  codeSettings,
  failPointSettings,
  listenSettings,
  logSettings,
} from '@holdfast/contract/settings/process-settings';
import { workerPoolSettings } from '@holdfast/db/settings';
import { crashReportSettings } from '@holdfast/providers/crash-report/settings';
import { wrappingSettings } from '@holdfast/providers/local-keys/settings';
import { paymentSettings } from '@holdfast/providers/payment-settings';
import { redisSettings } from '@holdfast/providers/redis/settings';
import { whatsappWebSettings } from '@holdfast/providers/whatsapp-web/settings';

export const paceSettings = {
  WORKER_POLL_SECONDS: preset(seconds, '1', {
    meaning: 'How often to poll for webhooks, calls to providers and messages between notifications.',
  }),
  WORKER_SWEEP_SECONDS: preset(seconds, '5', {
    meaning: 'How often holds are expired and open payments are polled.',
  }),
  WORKER_ACCOUNT_SWEEP_SECONDS: preset(seconds, '300', {
    meaning: "How often the lists of the provider's accounts are read.",
  }),
  WORKER_RECEIPT_SECONDS: preset(seconds, '5', { meaning: 'How often receipts of sent messages are read.' }),
  WORKER_INVARIANT_SECONDS: preset(seconds, '60', { meaning: 'How often the invariants are checked.' }),
  WORKER_REQUEUE_SECONDS: preset(seconds, '30', { meaning: 'When a lost job is queued again.' }),
  WORKER_MESSAGE_LEASE_SECONDS: preset(seconds, '180', {
    meaning: 'How long one worker may take to send one message.',
  }),
  WORKER_ACCOUNT_LEASE_SECONDS: preset(seconds, '30', {
    meaning: 'How long an unresponsive worker keeps the message account.',
  }),
  WORKER_STALL_SECONDS: preset(seconds, '60', {
    meaning: 'The job of a dead worker becomes available again after one to two of these.',
  }),
};

export const lateMoneySettings = {
  LATE_MONEY_DAYS: preset(wholeNumber(1, 30), '6', {
    meaning: 'For how many days to keep polling for late money.',
  }),
};

export const workerSettings = {
  ...listenSettings('4700'),
  ...workerPoolSettings,
  ...redisSettings,
  ...codeSettings,
  ...wrappingSettings,
  ...paymentSettings,
  ...moneySettings,
  ...lateMoneySettings,
  ...whatsappWebSettings,
  ...logSettings,
  ...crashReportSettings,
  ...paceSettings,
  ...failPointSettings,
};

/** The only reader of the environment in this app. An invalid value stops the start with its name and the expected form. */
export const readEnv = (source: NodeJS.ProcessEnv) => readSettings('The worker', workerSettings, source);

export type WorkerEnvironment = ReturnType<typeof readEnv>;
