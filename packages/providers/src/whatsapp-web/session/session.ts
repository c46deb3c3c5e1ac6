import { resolve } from 'node:path';
import {
  type DriverProcess,
  endBrowser,
  endProcesses,
  openBrowser,
  type RunningBrowser,
  startDriver,
} from '../browser/chromedriver.ts';
import { isBrowserDead } from '../browser/dead-browser.ts';
import { clearLeftovers, forgetRun, rememberRun } from '../browser/leftovers.ts';
import { claimProfile, releaseProfile } from '../browser/profile-owner.ts';
import { createRestartBudget, type RestartBudget } from '../browser/restart-budget.ts';
import type { WhatsappConfig } from '../config.ts';
import { type PageLook, type Qr, WhatsappPage } from '../page/page.ts';
import { createQrWindow, type QrWindow } from '../page/qr-window.ts';
import { LearntNames } from '../page/recipient.ts';
import { pause, Turn, within } from '../waiting.ts';
import { createFreshLogin, type FreshLogin } from './fresh-login.ts';

export type SessionState =
  | 'stopped'
  | 'starting'
  | 'qr'
  | 'loading'
  | 'ready'
  | 'conflict'
  | 'restricted'
  | 'unsupported'
  | 'damaged'
  | 'unrecognised'
  /** Was ready, shows codes again: the phone dropped this browser. */
  | 'logged_out'
  | 'unresponsive'
  /** Died too often: a person has to look, then stop and start it. */
  | 'given_up';

export interface SessionEvents {
  onState?: (state: SessionState, before: SessionState) => void;
  /** Anyone who scans the code is logged in: for the operator's page only, never for a log. null hides the last one. */
  onQr?: (qr: Qr) => void;
  onFault?: (error: Error) => void;
}

export class SessionNotReady extends Error {
  readonly state: SessionState;

  constructor(state: SessionState) {
    super(`WhatsApp is not ready: ${state}`);
    this.state = state;
  }
}

const oddChecksUntilRestart = 5;

/** One browser on one profile: kept alive, looked at, restarted when it dies. Never sends by itself. */
export class WhatsappSession {
  #config: WhatsappConfig;
  #events: SessionEvents;
  #state: SessionState = 'stopped';
  #running: RunningBrowser | null = null;
  #page: WhatsappPage | null = null;
  #turn = new Turn();
  #names = new LearntNames();
  #budget: RestartBudget;
  #qr: QrWindow;
  #salvage = { marks: new Map<string, 'clicked' | 'voided'>(), at: new Date(0) };
  #ending = new AbortController();
  #watching: Promise<void> | null = null;
  #wasReady = false;
  #readySince: number | null = null;
  #freshLogin: FreshLogin;
  #conflictSince: number | null = null;

  constructor(config: WhatsappConfig, events: SessionEvents = {}) {
    this.#config = { ...config, profileDir: resolve(config.profileDir) };
    this.#events = events;
    this.#budget = createRestartBudget(config.maxRestartsPerHour, config.timings.restartBackOffMs);
    this.#freshLogin = createFreshLogin(config.timings.freshLoginKeepMs);
    this.#qr = createQrWindow(config.timings.qrWindowMs, (qr) => this.#events.onQr?.(qr));
  }

  get state(): SessionState {
    return this.#state;
  }

  get processIds(): { driver: number | null; chrome: number | null } {
    return { driver: this.#running?.driver.pid ?? null, chrome: this.#running?.chromePid ?? null };
  }

  /** How long the chats have been on screen; null while they are not. */
  readyForMs(): number | null {
    return this.#readySince === null ? null : Date.now() - this.#readySince;
  }

  async start(): Promise<void> {
    if (this.#watching !== null) return;
    this.#ending = new AbortController();
    this.#budget = createRestartBudget(
      this.#config.maxRestartsPerHour,
      this.#config.timings.restartBackOffMs,
    );
    claimProfile(this.#config.profileDir);
    this.#enter('starting');
    try {
      await this.#launch();
    } catch (error) {
      releaseProfile(this.#config.profileDir);
      this.#enter('stopped');
      throw error;
    }
    this.#watching = this.#watch(this.#ending.signal);
  }

  /** Lets the work in hand finish; a fresh log-in gets the time that Chrome needs to write it down. */
  async stop(): Promise<void> {
    if (this.#watching === null) return;
    this.#ending.abort();
    await this.#watching;
    this.#watching = null;
    await this.#turn.take(async () => {
      if (this.#running !== null) await pause(this.#freshLogin.closeInMs(Date.now()));
      await this.#close();
    });
    this.#qr.close();
    releaseProfile(this.#config.profileDir);
    this.#enter('stopped');
  }

  /** The operator wants a code after the window for codes was over. */
  async showQrAgain(): Promise<void> {
    this.#qr.close();
    await this.#turn.take(async () => this.#page?.goHome());
  }

  /** Alone with a page that shows chats. Checks first, so that nothing is done on a stale belief. */
  async withPage<Answer>(work: (page: WhatsappPage) => Promise<Answer>): Promise<Answer> {
    return this.#turn.take(async () => {
      const page = this.#page;
      if (page === null || this.#state !== 'ready') throw new SessionNotReady(this.#state);
      const seen = await this.#see(page);
      if (seen !== 'ready') throw new SessionNotReady(seen);
      return work(page);
    });
  }

  /** What the page of a dead worker said of this message, when it was asked after `armedAt`. Told once. */
  takeSalvage(messageId: string, armedAt: Date): 'clicked' | 'voided' | null {
    const mark = this.#salvage.marks.get(messageId) ?? null;
    this.#salvage.marks.delete(messageId);
    return armedAt < this.#salvage.at ? mark : null;
  }

  async #launch(): Promise<void> {
    const found = await clearLeftovers(this.#config);
    if (found.size > 0) this.#salvage = { marks: new Map(found), at: new Date() };
    const driver = await startDriver(this.#config);
    const running = await this.#openOn(driver);
    this.#running = running;
    rememberRun(this.#config, running);
    this.#page = new WhatsappPage(running.browser, this.#config.baseUrl, this.#config.timings, this.#names);
    await this.#page.goHome();
  }

  async #openOn(driver: DriverProcess): Promise<RunningBrowser> {
    try {
      return await openBrowser(this.#config, driver);
    } catch (error) {
      await endProcesses(this.#config, driver.pid, null);
      throw error;
    }
  }

  async #close(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    this.#page = null;
    this.#readySince = null;
    this.#freshLogin = createFreshLogin(this.#config.timings.freshLoginKeepMs);
    if (running === null) return;
    await endBrowser(this.#config, running);
    forgetRun(this.#config);
  }

  async #watch(ending: AbortSignal): Promise<void> {
    let oddChecks = 0;
    while (!ending.aborted && this.#state !== 'given_up') {
      try {
        await this.#turn.take(async () => this.#page && this.#see(this.#page));
        oddChecks = 0;
      } catch (error) {
        this.#events.onFault?.(asError(error));
        oddChecks += 1;
        if (isBrowserDead(error) || oddChecks >= oddChecksUntilRestart) {
          oddChecks = 0;
          await this.#turn.take(() => this.#recover(ending));
        }
      }
      await pause(this.#config.timings.probeIntervalMs, ending);
    }
  }

  /** Starts a browser again; never repeats anything that the last one was doing. */
  async #recover(ending: AbortSignal): Promise<void> {
    this.#enter('unresponsive');
    for (;;) {
      await this.#close();
      const waitMs = this.#budget.next(Date.now());
      if (waitMs === null) return this.#enter('given_up');
      await pause(waitMs, ending);
      if (ending.aborted) return;
      this.#enter('starting');
      try {
        return await this.#launch();
      } catch (error) {
        this.#events.onFault?.(asError(error));
        this.#enter('unresponsive');
      }
    }
  }

  async #see(page: WhatsappPage): Promise<SessionState> {
    const look = await within(this.#config.timings.probeBudgetMs, 'the page', page.look());
    const next = this.#judge(look);
    if (look.state === 'ready') this.#nowReady();
    else this.#readySince = null;
    if (look.state === 'qr') {
      this.#freshLogin.sawCode();
      if (look.qr !== null) this.#qr.show(look.qr);
      else if (look.qrExpired && !this.#qr.isOver()) await page.renewQr();
    }
    await this.#settleConflict(page, look);
    this.#enter(next);
    return next;
  }

  #judge(look: PageLook): SessionState {
    if (look.state === 'qr' && this.#wasReady) return 'logged_out';
    // A page that is being loaded has no marks yet, and neither has one between two views.
    if (look.state === 'unrecognised' && (this.#state === 'starting' || this.#state === 'loading'))
      return this.#state;
    return look.state;
  }

  #nowReady(): void {
    this.#readySince ??= Date.now();
    this.#freshLogin.sawChats(Date.now());
    this.#wasReady = true;
    this.#qr.close();
  }

  /** Only this worker uses the profile, so the other window is one that is no longer wanted. */
  async #settleConflict(page: WhatsappPage, look: PageLook): Promise<void> {
    const { takeOverAfterMs } = this.#config.timings;
    if (look.state !== 'conflict') {
      this.#conflictSince = null;
      return;
    }
    this.#conflictSince ??= Date.now();
    if (takeOverAfterMs !== null && Date.now() - this.#conflictSince >= takeOverAfterMs)
      await page.takeOver();
  }

  #enter(next: SessionState): void {
    const before = this.#state;
    if (before === next) return;
    this.#state = next;
    if (next !== 'ready') this.#readySince = null;
    this.#events.onState?.(next, before);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
