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

/** 2 % of the payment, and GST on it. */
export const presetFeeBasisPoints = 200;
export const presetTaxBasisPoints = 1800;

/** Large enough that no refund of a demo is refused for want of money. */
export const presetStartBalanceMinor = 1_000_000_000_000;

export const presetGiveBackAfterMs = 60_000;

/** Five days, the longest that an authorization may wait for its capture. */
export const longestManualMinutes = 7200;

/** Banks refuse to return what is older than six months. */
export const refundableDays = 182;
