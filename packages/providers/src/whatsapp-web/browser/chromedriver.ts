import { execFile, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { remote } from 'webdriverio';
import type { WhatsappConfig } from '../config.ts';
import { ignore, TooLate, waitFor, within } from '../waiting.ts';
import { signal, untilGone, withArgument } from './processes.ts';
import { runFolder } from './profile-owner.ts';

export interface DriverProcess {
  pid: number;
  port: number;
}
export interface RunningBrowser {
  driver: DriverProcess;
  chromePid: number | null;
  browser: WebdriverIO.Browser;
}

const execute = promisify(execFile);
const driverPollMs = 30;

/** The arguments by which this account's processes are known, after any crash. */
export function profileArgument(config: WhatsappConfig): string {
  return `--user-data-dir=${config.profileDir}`;
}

export function driverLogArgument(config: WhatsappConfig): string {
  return `--log-path=${join(runFolder(config.profileDir), 'chromedriver.log')}`;
}

/**
 * Our own driver instead of WebdriverIO's: that one listens on every interface, and anyone who reaches the
 * port owns the account. It gets a process group, so that one signal ends Chrome with it.
 */
export async function startDriver(config: WhatsappConfig): Promise<DriverProcess> {
  mkdirSync(runFolder(config.profileDir), { recursive: true, mode: 0o700 });
  const outFile = join(runFolder(config.profileDir), 'chromedriver.out');
  const out = openSync(outFile, 'w', 0o600);
  const args = ['--port=0', driverLogArgument(config)];
  const child = spawn(config.chromedriverPath, args, { detached: true, stdio: ['ignore', out, out] });
  closeSync(out);
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`chromedriver ended at its start with code ${code}`)));
  });
  failed.catch(ignore);
  child.unref();
  try {
    const port = await Promise.race([readyPort(outFile, config.timings.driverStartMs), failed]);
    if (port === null || child.pid === undefined) throw new TooLate('chromedriver did not start in time');
    return { pid: child.pid, port };
  } catch (error) {
    if (child.pid !== undefined) signal(-child.pid, 'SIGKILL');
    throw error;
  }
}

/** The driver picks a free port itself and says which; then it must also say that it is ready. */
async function readyPort(outFile: string, timeoutMs: number): Promise<number | null> {
  return waitFor(
    async () => {
      const [, port] = readFileSync(outFile, 'utf8').match(/started successfully on port (\d+)/) ?? [];
      if (port === undefined) return null;
      try {
        const response = await fetch(`http://127.0.0.1:${port}/status`, {
          signal: AbortSignal.timeout(2_000),
        });
        return response.ok ? Number(port) : null;
      } catch {
        return null;
      }
    },
    { timeoutMs, pollMs: driverPollMs },
  );
}

export async function openBrowser(config: WhatsappConfig, driver: DriverProcess): Promise<RunningBrowser> {
  const { timings } = config;
  const browser = await remote({
    hostname: '127.0.0.1',
    port: driver.port,
    path: '/',
    // A retried command is a second click: a lost answer must come back as an error.
    connectionRetryCount: 0,
    connectionRetryTimeout: timings.commandTimeoutMs,
    // The default level writes message texts; errors reach the caller anyway.
    logLevel: 'silent',
    capabilities: {
      browserName: 'chrome',
      // BiDi commands hang for minutes when Chrome dies; classic ones fail at once.
      'wdio:enforceWebDriverClassic': true,
      pageLoadStrategy: 'none',
      timeouts: { implicit: 0, script: timings.probeBudgetMs, pageLoad: timings.openByLinkMs },
      'goog:chromeOptions': { binary: config.chromiumPath, args: await chromeArguments(config) },
    },
  });
  const chromePid: unknown = Reflect.get(browser.capabilities, 'goog:processID');
  return { driver, browser, chromePid: typeof chromePid === 'number' ? chromePid : null };
}

async function chromeArguments(config: WhatsappConfig): Promise<string[]> {
  const args = [
    profileArgument(config),
    '--lang=en-US',
    '--window-size=1280,900',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
  ];
  if (!config.chromiumSandbox) args.push('--no-sandbox');
  if (config.headless) args.push('--headless=new', `--user-agent=${await userAgent(config.chromiumPath)}`);
  return args;
}

/** WhatsApp turns "HeadlessChrome" away; this is what the same version says with a window. */
async function userAgent(chromiumPath: string): Promise<string> {
  const { stdout } = await execute(chromiumPath, ['--version'], { timeout: 10_000 });
  const [, major] = stdout.match(/(\d+)\.\d+\.\d+/) ?? [];
  if (major === undefined) throw new Error('The version of Chromium cannot be read');
  const system = process.platform === 'darwin' ? 'Macintosh; Intel Mac OS X 10_15_7' : 'X11; Linux x86_64';
  return `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36`;
}

/** From polite to final: closing the session writes cookies out, the rest makes sure that nothing stays. */
export async function endBrowser(config: WhatsappConfig, running: RunningBrowser): Promise<void> {
  const { closeStepMs } = config.timings;
  try {
    await within(closeStepMs, 'closing the session', running.browser.deleteSession());
  } catch {
    // Chrome or its driver is dead or hangs; the signals below do not need them.
  }
  await endProcesses(config, running.driver.pid, running.chromePid);
}

export async function endProcesses(
  config: WhatsappConfig,
  driverPid: number | null,
  chromePid: number | null,
): Promise<void> {
  const { closeStepMs } = config.timings;
  const ours = withArgument(profileArgument(config));
  if (chromePid !== null && ours.some(({ pid }) => pid === chromePid) && signal(chromePid, 'SIGTERM')) {
    await untilGone(chromePid, closeStepMs);
  }
  const drivers = withArgument(driverLogArgument(config));
  if (driverPid !== null && drivers.some(({ pid }) => pid === driverPid)) signal(-driverPid, 'SIGKILL');
  await sweep(config);
}

/** Ends every process that still uses our profile or our driver's log, also one started by another worker. */
export async function sweep(config: WhatsappConfig): Promise<void> {
  const left = [...withArgument(profileArgument(config)), ...withArgument(driverLogArgument(config))];
  for (const { pid } of left) signal(pid, 'SIGKILL');
  await Promise.all(left.map(({ pid }) => untilGone(pid, config.timings.closeStepMs)));
}
