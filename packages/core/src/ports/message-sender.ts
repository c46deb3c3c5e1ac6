/** The faintest to the strongest evidence that a message left; `sent` is one tick: the server has it. */
export type ProofTick = 'sent' | 'delivered' | 'read';

export type SendOutcome =
  | { kind: 'sent'; proof: { externalId: string; tick: ProofTick } }
  /** Certain that nothing left. `retryable: false` is final, for example `not_on_whatsapp`; `retryAfterMs` when the sender knows. */
  | { kind: 'not_clicked'; reason: string; retryable: boolean; retryAfterMs?: number }
  /** The channel itself shows our message as failed. It may still be sent by its own retry, never by ours. */
  | { kind: 'failed_visible'; reason: string }
  /** Clicked, or perhaps clicked, without proof: resolved by looking, never by sending again. */
  | { kind: 'unknown'; reason: string };

export type OutgoingMessage = { messageId: string; phoneE164: string; text: string };

export type SenderReadiness = 'ready' | 'needs_login' | 'starting' | 'paused';

export type ReceiptTick = 'pending' | ProofTick | 'failed';

export type ReadReceipt = { externalId: string; tick: ReceiptTick };

export interface MessageSender {
  readiness(): SenderReadiness;
  /**
   * `arm` commits state 'sending' and its time with the fencing token right before the only click;
   * when it returns false, or throws, nothing is clicked.
   */
  send(message: OutgoingMessage, arm: () => Promise<boolean>): Promise<SendOutcome>;
  /** Looks for an earlier send of this text after `armedAt`; never sends. */
  lookUp(message: OutgoingMessage, armedAt: Date): Promise<SendOutcome>;
  /** Ticks of recent messages in this chat, to raise sent → delivered → read. */
  readReceipts(phoneE164: string, externalIds: string[]): Promise<ReadReceipt[]>;
}
