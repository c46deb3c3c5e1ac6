import type {
  MessageLog,
  OpenItem,
  readWebhook,
  WebhookDelivery,
  WhatsappAccount,
} from '@holdfast/contract/ops/ops.procedures';
import type { z } from 'zod';

export type Webhook = z.infer<typeof WebhookDelivery>;
export type WebhookWithBody = z.infer<typeof readWebhook.output>;
export type Message = z.infer<typeof MessageLog>;
export type Account = z.infer<typeof WhatsappAccount>;
export type Stuck = z.infer<typeof OpenItem>;
