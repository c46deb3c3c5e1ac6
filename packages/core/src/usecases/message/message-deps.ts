import type { MessageSender } from '../../ports/message-sender.ts';
import type { UseCaseDeps } from '../../usecase.ts';

export interface MessageDeps {
  readonly tx: UseCaseDeps['tx'];
  readonly notify: UseCaseDeps['notify'];
  readonly sender: MessageSender;
  /** Log-in codes are derived from it when their text is rendered. */
  readonly otpSecret: string;
  /** Longer than any send may take, so that a running worker never loses its lease. */
  readonly leaseSeconds: number;
}
