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

/**
 * One browser per account, however many workers run: the holder of the lease drives it. As a MessageSender
 * it is `paused` everywhere else.
 */
export class WhatsappAccount implements MessageSender {
  #options: AccountOptions;
  #driver: Driver | null = null;
  #report: AccountReport = { state: 'starting', qrText: null, note: null };
  #publishing: Promise<void> = Promise.resolve();

  constructor(options: AccountOptions) {
    this.#options = options;
  }

  get state(): string {
    return this.#report.state;
  }

  /** One round of the lease: takes or keeps it, starts or stops the driver accordingly. */
  async keep(): Promise<number> {
    const isOurs = await this.#options.holdLease();
    if (isOurs && this.#driver === null) await this.#start();
    if (!isOurs && this.#driver !== null) await this.#stop();
    return 0;
  }

  async close(): Promise<void> {
    if (this.#driver === null) return;
    await this.#stop();
    this.#say({ state: 'stopped', qrText: null, note: null });
    await this.#publishing;
    await this.#options.releaseLease();
  }

  async #start(): Promise<void> {
    const { start, onDriving, releaseLease } = this.#options;
    const events = {
      onState: (state: SessionState) => this.#say({ ...shown[state], qrText: this.#qrFor(state) }),
      onQr: (qrText: string | null) => this.#say({ ...this.#report, qrText }),
    };
    try {
      this.#driver = await start(events);
    } catch (thrown) {
      // Another worker may have a browser that starts.
      await releaseLease();
      throw thrown;
    }
    onDriving();
  }

  /** A code is a credential: it is forgotten the moment it is not on the screen. */
  #qrFor(state: SessionState): string | null {
    return state === 'qr' || state === 'logged_out' ? this.#report.qrText : null;
  }

  async #stop(): Promise<void> {
    const driver = this.#driver;
    await this.#options.onResting();
    this.#driver = null;
    await driver?.stop();
  }

  #say(report: AccountReport): void {
    this.#report = report;
    this.#publishing = this.#publishing
      .then(() => this.#options.publish(report))
      .catch(this.#options.onError);
  }

  #sender(): MessageSender {
    if (this.#driver === null) throw new Error('this worker does not drive the account');
    return this.#driver.sender;
  }

  readiness() {
    return this.#driver === null ? 'paused' : this.#driver.sender.readiness();
  }
  send: MessageSender['send'] = (message, arm) => this.#sender().send(message, arm);
  lookUp: MessageSender['lookUp'] = (message, armedAt) => this.#sender().lookUp(message, armedAt);
  readReceipts: MessageSender['readReceipts'] = (phone, ids) => this.#sender().readReceipts(phone, ids);
}

/** Stands in where there is no browser: everything else runs, messages wait. */
export const pausedSender: MessageSender = {
  readiness: () => 'paused',
  send: async () => ({ kind: 'not_clicked', reason: 'paused', retryable: true }),
  lookUp: async () => ({ kind: 'unknown', reason: 'paused' }),
  readReceipts: async () => [],
};
