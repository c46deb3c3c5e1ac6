import type { ProofTick, SendOutcome } from '../domain/message/send-outcome.ts';

export type { ProofTick, SendOutcome } from '../domain/message/send-outcome.ts';

export interface OutgoingMessage {
  messageId: string;
  phoneE164: string;
  text: string;
}

export type SenderReadiness = 'ready' | 'needs_login' | 'starting' | 'paused';

export type ReceiptTick = 'pending' | ProofTick | 'failed';

export interface ReadReceipt {
  externalId: string;
  tick: ReceiptTick;
}

export interface MessageSender {
  readiness(): SenderReadiness;
  /**
   * `arm` commits state 'sending' and its time with the fencing token right before the only click;
   * when it returns false, or throws, nothing is clicked.
   */
  send(message: OutgoingMessage, arm: () => Promise<boolean>): Promise<SendOutcome>;
  /** Searches the chat for an earlier send of this text after `armedAt`; never sends. */
  lookUp(message: OutgoingMessage, armedAt: Date): Promise<SendOutcome>;
  /** Receipts of recent messages in this chat, to advance sent → delivered → read. */
  readReceipts(phoneE164: string, externalIds: string[]): Promise<ReadReceipt[]>;
}
