/** Delays that a person can follow in the demo; tests pass shorter ones. */
export const presetWebhookTimeoutMs = 5000;
export const presetLateAfterMs = 20_000;
export const presetRefundAfterMs = 1500;

/** The provider retries for 24 hours; here delays stop growing at a minute and add up to about three hours. */
export const presetWebhookRetryDelaysMs: readonly number[] = [
  500,
  1000,
  2000,
  4000,
  8000,
  15_000,
  30_000,
  ...Array.from({ length: 180 }, () => 60_000),
];
