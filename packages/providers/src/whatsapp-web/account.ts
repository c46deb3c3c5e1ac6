import type { AccountKeeping, AccountReport } from '@holdfast/core/ports/message-account';
import type { MessageSender } from '@holdfast/core/ports/message-sender';
import type { SessionState } from './session/session.ts';

/** What the runner needs of a started driver. */
export interface Driver {
  readonly sender: MessageSender;
  readonly stop: () => Promise<void>;
}

export interface AccountOptions extends Omit<AccountKeeping, 'leaseSeconds'> {
  readonly start: (events: {
    onState: (state: SessionState) => void;
    onQr: (text: string | null) => void;
  }) => Promise<Driver>;
}

/** The session's states as the operator's page shows them, with what to do about each. */
const shown: Readonly<Record<SessionState, { state: string; note: string | null }>> = {
  stopped: { state: 'stopped', note: null },
  starting: { state: 'starting', note: null },
  qr: { state: 'qr', note: 'Scan the code with the phone of the account.' },
  loading: { state: 'loading', note: null },
  ready: { state: 'ready', note: null },
  conflict: {
    state: 'conflict',
    note: 'WhatsApp is open in another window; this worker takes over shortly.',
  },
  restricted: {
    state: 'paused',
    note: 'WhatsApp restricts this account. Nothing is sent until a person has looked.',
  },
  unsupported: { state: 'unsupported', note: 'WhatsApp refuses this browser. Update Chromium.' },
  damaged: { state: 'paused', note: 'The browser profile is damaged. See the runbook.' },
  unrecognised: { state: 'unresponsive', note: 'The page looks unlike anything known. See the runbook.' },
  logged_out: { state: 'logged_out', note: 'The phone dropped this browser. Scan the code again.' },
  unresponsive: { state: 'unresponsive', note: 'The browser does not answer and is being restarted.' },
  given_up: {
    state: 'paused',
    note: 'The browser died too often. Restart the worker after looking at its log.',
  },
};

export interface DrivenAccount extends MessageSender {
  /** One round of the lease: takes or keeps it, starts or stops the driver accordingly. */
  readonly keep: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** Reports in the order in which they are made. */
function createReports({ publish, onError }: Pick<AccountOptions, 'publish' | 'onError'>) {
  let report: AccountReport = { state: 'starting', qrText: null, note: null };
  let publishing: Promise<void> = Promise.resolve();
  return {
    last: (): AccountReport => report,
    say: (next: AccountReport): void => {
      report = next;
      publishing = publishing.then(() => publish(next)).catch(onError);
    },
    published: (): Promise<void> => publishing,
  };
}

/**
 * One browser per account, however many workers run: the holder of the lease drives it. As a MessageSender
 * it is `paused` everywhere else.
 */
export function createWhatsappAccount(options: AccountOptions): DrivenAccount {
  const { holdLease, releaseLease, onDriving, onResting } = options;
  const reports = createReports(options);
  let driver: Driver | null = null;

  /** A code is a credential: it is forgotten the moment it is not on the screen. */
  const qrFor = (state: SessionState): string | null =>
    state === 'qr' || state === 'logged_out' ? reports.last().qrText : null;

  async function start(): Promise<void> {
    try {
      driver = await options.start({
        onState: (state) => reports.say({ ...shown[state], qrText: qrFor(state) }),
        onQr: (qrText) => reports.say({ ...reports.last(), qrText }),
      });
    } catch (thrown) {
      // Another worker may have a browser that starts.
      await releaseLease();
      throw thrown;
    }
    onDriving();
  }

  async function stop(): Promise<void> {
    const stopped = driver;
    await onResting();
    driver = null;
    await stopped?.stop();
  }

  function sender(): MessageSender {
    if (driver === null) throw new Error('this worker does not drive the account');
    return driver.sender;
  }

  return {
    keep: async () => {
      const isOurs = await holdLease();
      if (isOurs && driver === null) await start();
      if (!isOurs && driver !== null) await stop();
      return 0;
    },
    close: async () => {
      if (driver === null) return;
      await stop();
      reports.say({ state: 'stopped', qrText: null, note: null });
      await reports.published();
      await releaseLease();
    },
    readiness: () => (driver === null ? 'paused' : driver.sender.readiness()),
    send: (message, arm) => sender().send(message, arm),
    lookUp: (message, armedAt) => sender().lookUp(message, armedAt),
    readReceipts: (phone, ids) => sender().readReceipts(phone, ids),
  };
}

/** Stands in where there is no browser: everything else runs, messages wait. */
export const pausedSender: MessageSender = {
  readiness: () => 'paused',
  send: async () => ({ kind: 'not_clicked', reason: 'paused', retryable: true }),
  lookUp: async () => ({ kind: 'unknown', reason: 'paused' }),
  readReceipts: async () => [],
};
