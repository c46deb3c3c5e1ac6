export interface Timings {
  /** Between two checks of the page; each check is one command. */
  probeIntervalMs: number;
  /** A page that does not answer within this time is taken for dead and restarted. */
  probeBudgetMs: number;
  commandTimeoutMs: number;
  driverStartMs: number;
  /** How long the in-app link gets before the deep link reloads the whole page. */
  openInAppMs: number;
  openByLinkMs: number;
  /** Between checks while waiting for something on the page. */
  pollMs: number;
  readBackMs: number;
  bubbleMs: number;
  tickMs: number;
  /** History arrives late after a start: a bubble that is missing before this time proves nothing. */
  syncSettleMs: number;
  lookUpMs: number;
  /** Chrome keeps cookies in memory for about 30 s: closing earlier can lose a fresh log-in. */
  freshLoginKeepMs: number;
  closeStepMs: number;
  /** How long codes are published before the operator must ask again. */
  qrWindowMs: number;
  /** null: never press "Use here". */
  takeOverAfterMs: number | null;
  restartBackOffMs: number;
}

export const defaultTimings: Timings = {
  probeIntervalMs: 1_500,
  probeBudgetMs: 15_000,
  commandTimeoutMs: 20_000,
  driverStartMs: 30_000,
  openInAppMs: 15_000,
  openByLinkMs: 90_000,
  pollMs: 200,
  readBackMs: 3_000,
  bubbleMs: 15_000,
  tickMs: 60_000,
  syncSettleMs: 15_000,
  lookUpMs: 30_000,
  freshLoginKeepMs: 30_000,
  closeStepMs: 5_000,
  qrWindowMs: 10 * 60_000,
  takeOverAfterMs: 10_000,
  restartBackOffMs: 5_000,
};

export interface WhatsappConfig {
  /** `https://web.whatsapp.com`, or the stand-in's page. */
  baseUrl: string;
  chromiumPath: string;
  chromedriverPath: string;
  /** Equals the account: on a local disk, one per account, never in a travelling backup. `<profileDir>-run` stands beside it. */
  profileDir: string;
  headless: boolean;
  /** Chromium's own sandbox does not start as root. */
  chromiumSandbox: boolean;
  maxRestartsPerHour: number;
  timings: Timings;
}
