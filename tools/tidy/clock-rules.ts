import {
  type Complaint,
  complainPerLine,
  isCode,
  isGenerated,
  isTest,
  type RepoTree,
  type TextFile,
} from './tree.ts';

/** Where the real clock is right, and why; ADR 0012 has the reasons at length. */
export interface RealClock {
  /** A file, or a folder with its `/`. */
  readonly path: string;
  /** Every line with a clock must contain it. */
  readonly contains: string;
  readonly why: string;
}

const lease = 'a lease is renewed by a timer of its holder';

export const realClocks: readonly RealClock[] = [
  { path: 'packages/db/sql/15-clock.sql', contains: 'clock_timestamp', why: 'app_now() itself' },
  {
    path: 'packages/db/migrations/0001-foundation/',
    contains: 'clock_timestamp',
    why: 'sealed before; 0004 moves the defaults',
  },
  {
    path: 'packages/db/src/migrations-runner.ts',
    contains: '_at',
    why: 'what the runner notes about itself',
  },
  { path: 'packages/db/sql/60-payment/05-begin-order.sql', contains: 'lease', why: lease },
  { path: 'packages/db/src/repos/leases.repo.ts', contains: 'clock_timestamp', why: lease },
  { path: 'packages/db/src/repos/messages.repo.ts', contains: 'leased_until', why: lease },
  { path: 'packages/db/src/repos/operations.repo.ts', contains: 'leased_until', why: lease },
  {
    path: 'packages/core/src/usecases/feed/follow-feed.ts',
    contains: 'tokenExpiresAt',
    why: 'a token lives on the real clock',
  },
  {
    path: 'apps/api/src/request/auth/',
    contains: 'Date.now',
    why: 'tokens and cookies are checked without our database',
  },
  {
    path: 'packages/providers/src/whatsapp-web/',
    contains: '',
    why: 'the page, its times and the pace of the account are the outside',
  },
  {
    path: 'apps/web/src/dev/',
    contains: '',
    why: 'a clinic in memory has no database to ask',
  },
  { path: 'apps/web/src/lib/clock/', contains: 'Date.now', why: 'measures how far the server is ahead' },
  { path: 'apps/web/src/lib/live/', contains: 'Date.now', why: 'measures silence' },
  { path: 'apps/web/src/frames/staff/live-dot.tsx', contains: 'heardAtMs', why: 'measures silence' },
  {
    path: 'apps/web/src/lib/account/session.ts',
    contains: 'Date.now',
    why: 'a token lives on the real clock',
  },
  { path: 'apps/web/src/features/log-in/code-form.tsx', contains: 'startedAt', why: 'measures a pause' },
];

const product = /^(packages\/(contract|core|db|providers)|apps\/(api|worker|web))\//;
const inCode = /\bnew Date\(\)|\bDate\.now\b|\bTemporal\.Now\b/;
const inSql =
  /\b(?:clock|transaction|statement)_timestamp\b|(?<![\w.])now\(\)|\b(?:current_(?:date|time|timestamp)|localtime(?:stamp)?)\b/i;

const isSql = ({ path }: TextFile): boolean => path.endsWith('.sql');
const isChecked = (file: TextFile): boolean =>
  product.test(file.path) && (isCode(file) || isSql(file)) && !isTest(file.path) && !isGenerated(file.path);

function clockIn(file: TextFile): RegExp {
  if (!file.path.startsWith('packages/db/')) return inCode;
  return isSql(file) ? inSql : new RegExp(`${inCode.source}|${inSql.source}`, 'i');
}

const covers = (spot: RealClock, path: string, line: string): boolean =>
  (spot.path.endsWith('/') ? path.startsWith(spot.path) : path === spot.path) && line.includes(spot.contains);

/** Business time that is read from anywhere else does not move when a test lets time pass. */
export function oneClock({ files }: RepoTree, spots = realClocks): Complaint[] {
  return files.filter(isChecked).flatMap((file) =>
    complainPerLine(file, clockIn(file), ({ 0: what, input }) => {
      if (spots.some((spot) => covers(spot, file.path, input))) return null;
      return `${what}: business time is app_now(), or handed in; name another clock in tools/tidy/clock-rules.ts`;
    }),
  );
}

/** An entry that no line uses any more would allow a new use. */
export function realClocksAreRead({ files }: RepoTree, spots = realClocks): Complaint[] {
  const isRead = (spot: RealClock): boolean =>
    files
      .filter(isChecked)
      .some((file) =>
        file.text.split('\n').some((line) => clockIn(file).test(line) && covers(spot, file.path, line)),
      );
  return spots
    .filter((spot) => !isRead(spot))
    .map(({ path, contains }) => ({ path, says: `the named clock "${contains}" is not read any more` }));
}
