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
import { createWhatsappPage, type PageLook, type Qr, type WhatsappPage } from '../page/page.ts';
import { createQrWindow } from '../page/qr-window.ts';
import { createLearntNames } from '../page/recipient.ts';
import { createTurn, pause, type Turn, within } from '../waiting.ts';
import { createFreshLogin } from './fresh-login.ts';

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

/** Only this worker uses the profile, so a window that conflicts for some time is one that is no longer wanted. */
function createTakeOver(takeOverAfterMs: number | null) {
  let conflictSince: number | null = null;
  return async (page: WhatsappPage, look: PageLook): Promise<void> => {
    if (look.state !== 'conflict') {
      conflictSince = null;
      return;
    }
    conflictSince ??= Date.now();
    if (takeOverAfterMs !== null && Date.now() - conflictSince >= takeOverAfterMs) await page.takeOver();
  };
}

/** What the states of a page mean for the session, over time. */
function createJudge(config: WhatsappConfig, events: SessionEvents) {
  let state: SessionState = 'stopped';
  let wasReady = false;
  let readySince: number | null = null;
  let freshLogin = createFreshLogin(config.timings.freshLoginKeepMs);
  const settleConflict = createTakeOver(config.timings.takeOverAfterMs);
  const qr = createQrWindow(config.timings.qrWindowMs, (shown) => events.onQr?.(shown));

  function enter(next: SessionState): void {
    const before = state;
    if (before === next) return;
    state = next;
    if (next !== 'ready') readySince = null;
    events.onState?.(next, before);
  }

  function judged(look: PageLook): SessionState {
    if (look.state === 'qr' && wasReady) return 'logged_out';
    // A page that is being loaded has no marks yet, and neither has one between two views.
    if (look.state === 'unrecognised' && (state === 'starting' || state === 'loading')) return state;
    return look.state;
  }

  function nowReady(): void {
    readySince ??= Date.now();
    freshLogin.sawChats(Date.now());
    wasReady = true;
    qr.close();
  }

  async function see(page: WhatsappPage): Promise<SessionState> {
    const look = await within(config.timings.probeBudgetMs, 'the page', page.look());
    const next = judged(look);
    if (look.state === 'ready') nowReady();
    else readySince = null;
    if (look.state === 'qr') {
      freshLogin.sawCode();
      if (look.qr !== null) qr.show(look.qr);
      else if (look.qrExpired && !qr.isOver()) await page.renewQr();
    }
    await settleConflict(page, look);
    enter(next);
    return next;
  }

  return {
    see,
    enter,
    state: (): SessionState => state,
    /** How long the chats have been on screen; null while they are not. */
    readyForMs: (): number | null => (readySince === null ? null : Date.now() - readySince),
    closeInMs: (): number => freshLogin.closeInMs(Date.now()),
    closeQr: (): void => qr.close(),
    /** The browser is gone, and with it what its page has shown. */
    forgetPage: (): void => {
      readySince = null;
      freshLogin = createFreshLogin(config.timings.freshLoginKeepMs);
    },
  };
}
type Judge = ReturnType<typeof createJudge>;

interface OpenBrowser {
  readonly running: RunningBrowser;
  readonly page: WhatsappPage;
}

/** The browser of the session: started, ended, and what the page of a dead one has left. */
function createBrowserSeat(config: WhatsappConfig, judge: Judge) {
  const names = createLearntNames();
  let open: OpenBrowser | null = null;
  let salvage = { marks: new Map<string, 'clicked' | 'voided'>(), at: new Date(0) };

  async function openOn(driver: DriverProcess): Promise<RunningBrowser> {
    try {
      return await openBrowser(config, driver);
    } catch (error) {
      await endProcesses(config, driver.pid, null);
      throw error;
    }
  }

  async function launch(): Promise<void> {
    const found = await clearLeftovers(config);
    if (found.size > 0) salvage = { marks: new Map(found), at: new Date() };
    const driver = await startDriver(config);
    const running = await openOn(driver);
    open = { running, page: createWhatsappPage(running.browser, config.baseUrl, config.timings, names) };
    rememberRun(config, running);
    await open.page.goHome();
  }

  async function close(): Promise<void> {
    const closing = open;
    open = null;
    judge.forgetPage();
    if (closing === null) return;
    await endBrowser(config, closing.running);
    forgetRun(config);
  }

  /** What the page of a dead worker said of this message, when it was asked after `armedAt`. Told once. */
  function takeSalvage(messageId: string, armedAt: Date): 'clicked' | 'voided' | null {
    const mark = salvage.marks.get(messageId) ?? null;
    salvage.marks.delete(messageId);
    return armedAt < salvage.at ? mark : null;
  }

  return {
    launch,
    close,
    takeSalvage,
    open: (): OpenBrowser | null => open,
    processIds: (): { driver: number | null; chrome: number | null } => ({
      driver: open?.running.driver.pid ?? null,
      chrome: open?.running.chromePid ?? null,
    }),
  };
}
type BrowserSeat = ReturnType<typeof createBrowserSeat>;

interface WatchParts {
  readonly config: WhatsappConfig;
  readonly onFault: (error: unknown) => void;
  readonly judge: Judge;
  readonly seat: BrowserSeat;
  readonly turn: Turn;
  readonly budget: RestartBudget;
}

/** Starts a browser again; never repeats anything that the last one was doing. */
async function recover({ judge, seat, budget, onFault }: WatchParts, ending: AbortSignal): Promise<void> {
  judge.enter('unresponsive');
  for (;;) {
    await seat.close();
    const waitMs = budget.next(Date.now());
    if (waitMs === null) return judge.enter('given_up');
    await pause(waitMs, ending);
    if (ending.aborted) return;
    judge.enter('starting');
    try {
      return await seat.launch();
    } catch (error) {
      onFault(error);
      judge.enter('unresponsive');
    }
  }
}

async function watch(parts: WatchParts, ending: AbortSignal): Promise<void> {
  const { config, judge, seat, turn, onFault } = parts;
  let oddChecks = 0;
  while (!ending.aborted && judge.state() !== 'given_up') {
    try {
      await turn.take(async () => {
        const page = seat.open()?.page;
        return page && judge.see(page);
      });
      oddChecks = 0;
    } catch (error) {
      onFault(error);
      oddChecks += 1;
      if (isBrowserDead(error) || oddChecks >= oddChecksUntilRestart) {
        oddChecks = 0;
        await turn.take(() => recover(parts, ending));
      }
    }
    await pause(config.timings.probeIntervalMs, ending);
  }
}

/** One browser on one profile: kept alive, checked, restarted when it dies. Never sends by itself. */
export function createWhatsappSession(given: WhatsappConfig, events: SessionEvents = {}) {
  const config = { ...given, profileDir: resolve(given.profileDir) };
  const judge = createJudge(config, events);
  const seat = createBrowserSeat(config, judge);
  const turn = createTurn();
  let ending = new AbortController();
  let watching: Promise<void> | null = null;

  async function start(): Promise<void> {
    if (watching !== null) return;
    ending = new AbortController();
    claimProfile(config.profileDir);
    judge.enter('starting');
    try {
      await seat.launch();
    } catch (error) {
      releaseProfile(config.profileDir);
      judge.enter('stopped');
      throw error;
    }
    const budget = createRestartBudget(config.maxRestartsPerHour, config.timings.restartBackOffMs);
    const onFault = (error: unknown) => events.onFault?.(asError(error));
    watching = watch({ config, onFault, judge, seat, turn, budget }, ending.signal);
  }

  /** Lets the work in hand finish; a fresh log-in gets the time that Chrome needs to write it down. */
  async function stop(): Promise<void> {
    if (watching === null) return;
    ending.abort();
    await watching;
    watching = null;
    await turn.take(async () => {
      if (seat.open() !== null) await pause(judge.closeInMs());
      await seat.close();
    });
    judge.closeQr();
    releaseProfile(config.profileDir);
    judge.enter('stopped');
  }

  /** Alone with a page that shows chats. Checks first, so that nothing is done on a stale belief. */
  async function withPage<Answer>(work: (page: WhatsappPage) => Promise<Answer>): Promise<Answer> {
    return turn.take(async () => {
      const page = seat.open()?.page;
      if (page === undefined || judge.state() !== 'ready') throw new SessionNotReady(judge.state());
      const seen = await judge.see(page);
      if (seen !== 'ready') throw new SessionNotReady(seen);
      return work(page);
    });
  }

  return {
    start,
    stop,
    withPage,
    takeSalvage: seat.takeSalvage,
    state: judge.state,
    processIds: seat.processIds,
    readyForMs: judge.readyForMs,
    /** The operator wants a code after the window for codes was over. */
    showQrAgain: async (): Promise<void> => {
      judge.closeQr();
      await turn.take(async () => seat.open()?.page.goHome());
    },
  };
}
export type WhatsappSession = ReturnType<typeof createWhatsappSession>;

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
