export interface CrashContext {
  /** Where the error occurred, a fixed name such as `http` or `process`. */
  readonly where: string;
  readonly requestId?: string;
  /** Route pattern or job name, never a full address. */
  readonly route?: string;
}

/** For defects, never for rejections. Never throws; personal data is removed before anything leaves the process. */
export interface CrashReporter {
  readonly report: (error: unknown, context: CrashContext) => void;
  /** Waits until everything is delivered, but no longer than this. */
  readonly close: (timeoutMs: number) => Promise<void>;
}
