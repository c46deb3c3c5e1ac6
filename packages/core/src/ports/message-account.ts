import type { MessageSender } from './message-sender.ts';

/** What the operator's page shows about an account. */
export interface AccountReport {
  readonly state: string;
  /** A credential while it is displayed: for the operator's page only, never for a log. */
  readonly qrText: string | null;
  readonly note: string | null;
}

/** How the process that may drive an account is chosen, and who is notified. */
export interface AccountKeeping {
  readonly holdLease: () => Promise<boolean>;
  readonly releaseLease: () => Promise<void>;
  readonly leaseSeconds: number;
  /** This process now drives the account: it may take messages. */
  readonly onDriving: () => void;
  /** It is about to stop: resolves when no message is in progress. */
  readonly onResting: () => Promise<void>;
  readonly publish: (report: AccountReport) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** An account that sends messages; only the process that holds its lease drives it. */
export interface MessageAccount {
  readonly sender: MessageSender;
  /** Acquires or renews the lease once, and starts or stops the driver accordingly. */
  readonly keep: () => Promise<number>;
  readonly keepSeconds: number;
  readonly close: () => Promise<void>;
}

export type OpenMessageAccount = (keeping: AccountKeeping) => MessageAccount;
