type LogLine = (fields: object, text: string) => void;

export interface ReadinessLog {
  readonly info: LogLine;
  readonly error: LogLine;
}

export interface CheckResult {
  /** `degraded` works without it, `failed` does not. */
  readonly state: 'ok' | 'degraded' | 'failed';
  /** Plain words for the operator; names no secret and no address. */
  readonly note?: string;
  readonly [fact: string]: string | number | null | undefined;
}

export type Check = () => Promise<CheckResult>;

export interface ReadinessReport {
  readonly status: 'ready' | 'degraded' | 'not_ready' | 'stopping';
  readonly checks: Readonly<Record<string, CheckResult>>;
}

export interface Readiness {
  readonly report: () => Promise<ReadinessReport>;
  /** From now on not ready, whatever the checks say. */
  readonly stop: () => void;
}

/** `degraded` still serves: an orchestrator sends it traffic. */
export const isServing = ({ status }: ReadinessReport): boolean =>
  status === 'ready' || status === 'degraded';

const checkTimeoutMs = 2_000;

function inTime(check: Check): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CheckResult>((resolve) => {
    timer = setTimeout(resolve, checkTimeoutMs, { state: 'failed', note: 'no answer in time' });
  });
  const asked = check().catch((): CheckResult => ({ state: 'failed', note: 'cannot be reached' }));
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}

/** Runs all checks concurrently; logs when the result changes, not on every call. */
export function createReadiness(checks: Readonly<Record<string, Check>>, log: ReadinessLog): Readiness {
  let isStopping = false;
  let lastStatus = '';

  async function look(): Promise<ReadinessReport> {
    const asked = Object.entries(checks).map(async ([name, check]) => [name, await inTime(check)] as const);
    const results = Object.fromEntries(await Promise.all(asked));
    const states = Object.values(results).map((result) => result.state);
    const working = states.includes('degraded') ? 'degraded' : 'ready';
    const status = isStopping ? 'stopping' : states.includes('failed') ? 'not_ready' : working;
    return { status, checks: results };
  }

  return {
    report: async () => {
      const report = await look();
      if (report.status !== lastStatus) {
        const level = report.status === 'not_ready' ? 'error' : 'info';
        log[level]({ checks: report.checks }, `readiness: ${report.status}`);
        lastStatus = report.status;
      }
      return report;
    },
    stop: () => {
      isStopping = true;
    },
  };
}
