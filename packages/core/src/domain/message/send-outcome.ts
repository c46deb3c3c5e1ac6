/** From the weakest to the strongest evidence that a message was sent; `sent` is one tick: the server has it. */
export type ProofTick = 'sent' | 'delivered' | 'read';

export type SendOutcome =
  | { kind: 'sent'; proof: { externalId: string; tick: ProofTick } }
  /** Certainly not sent. `retryable: false` is final, e.g. `not_on_whatsapp`; `retryAfterMs` when the sender knows. */
  | { kind: 'not_clicked'; reason: string; retryable: boolean; retryAfterMs?: number }
  /** The channel shows our message as failed. Its own retry may still send it; we never do. */
  | { kind: 'failed_visible'; reason: string }
  /** Clicked, or possibly clicked, without proof: resolved by checking the chat, never by sending again. */
  | { kind: 'unknown'; reason: string };
