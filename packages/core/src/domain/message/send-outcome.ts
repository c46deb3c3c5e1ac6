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
