import type { MessageSender } from './message-sender.ts';

/** What the operator's page shows about an account. */
export interface AccountReport {
  readonly state: string;
  /** A credential while it is on the screen: for the operator's page only, never for a log. */
  readonly qrText: string | null;
  readonly note: string | null;
}

/** How the process that may drive an account is chosen, and who is notified. */
export interface AccountKeeping {
  readonly holdLease: () => Promise<boolean>;
  readonly releaseLease: () => Promise<void>;
  readonly leaseSeconds: number;
  /** This process drives from here on: messages may be taken. */
  readonly onDriving: () => void;
  /** It is about to stop: resolves when no message is in hand. */
  readonly onResting: () => Promise<void>;
  readonly publish: (report: AccountReport) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** An account that messages leave through; of all processes, only the holder of its lease drives it. */
export interface MessageAccount {
  readonly sender: MessageSender;
  /** One round of taking or renewing the lease, starting or stopping the driver accordingly. */
  readonly keep: () => Promise<number>;
  readonly keepSeconds: number;
  readonly close: () => Promise<void>;
}

export type OpenMessageAccount = (keeping: AccountKeeping) => MessageAccount;
