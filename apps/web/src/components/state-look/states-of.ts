import type { BookingState } from '@holdfast/contract/booking/booking.states';
import type { BookingMoneyState } from '@holdfast/contract/booking/booking-words';
import type { MessageState } from '@holdfast/contract/message/message.states';
import type { WhatsappAccount } from '@holdfast/contract/ops/ops.procedures';
import type { AttemptState } from '@holdfast/contract/payment/payment.states';
import type { ProviderAccountState } from '@holdfast/contract/payment/provider-account.states';
import type { AccountMode } from '@holdfast/contract/payment/provider-accounts';
import type { RefundState } from '@holdfast/contract/refund/refund.states';
import type { WebhookState } from '@holdfast/contract/webhook/webhook.states';
import type { z } from 'zod';

/** How a part of the system is doing. `unknown` is shown as unknown, never as good. */
export type Health = 'good' | 'attention' | 'unknown';

/** The states that a page can show, by the machine that they belong to. */
export interface StatesOf {
  readonly booking: BookingState;
  readonly money: BookingMoneyState;
  readonly attempt: AttemptState;
  readonly refund: RefundState;
  readonly message: MessageState;
  readonly webhook: WebhookState;
  readonly account: ProviderAccountState;
  readonly accountMode: AccountMode;
  readonly whatsapp: z.infer<typeof WhatsappAccount>['state'];
  readonly health: Health;
}

export type MachineName = keyof StatesOf;
