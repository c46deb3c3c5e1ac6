export const opsTabs = ['overview', 'webhooks', 'messages', 'whatsapp', 'stuck', 'invariants'] as const;
export type OpsTab = (typeof opsTabs)[number];
