import { describe, expect, it } from 'vitest';
import { oneClock, type RealClock, realClocksAreRead } from './clock-rules.ts';
import type { RepoTree } from './tree.ts';

function treeOf(path: string, text: string): RepoTree {
  return { files: [{ path, text }], paths: new Set([path]), rootEntries: [] };
}

describe('a clock beside app_now() is found', () => {
  it.each([
    ['packages/db/sql/50-booking/a.sql', 'where b.hold_expires_at <= clock_timestamp()'],
    ['packages/db/sql/50-booking/a.sql', 'where b.hold_expires_at <= NOW()'],
    ['packages/db/sql/50-booking/a.sql', 'and r.valid_from <= current_date'],
    ['packages/db/migrations/0005-next/a.sql', 'created_at timestamptz default current_timestamp'],
    ['packages/db/src/invariants/01.sql', 'where at < transaction_timestamp()'],
    ['packages/db/src/repos/a.repo.ts', 'sql<Date>`statement_timestamp()`'],
    ['packages/db/src/repos/a.repo.ts', 'const today = new Date();'],
    ['packages/db/src/repos/leases.repo.ts', 'select now()'],
    ['packages/core/src/domain/a.ts', 'if (startsAt.getTime() < Date.now()) return;'],
    ['packages/core/src/usecases/a.ts', 'const clock = Date.now;'],
    ['packages/providers/src/razorpay/a.ts', 'const today = Temporal.Now.plainDateISO();'],
    ['apps/api/src/a.ts', 'const at = new Date();'],
    ['apps/worker/src/a.ts', 'const at = new Date();'],
    ['apps/web/src/features/board/a.tsx', 'const isLate = startsAtMs < Date.now();'],
  ])('%s: %s', (path, text) => {
    expect(oneClock(treeOf(path, text))).toHaveLength(1);
  });
});

describe('no complaint is made about', () => {
  it.each([
    ['packages/db/sql/50-booking/a.sql', 'where b.hold_expires_at <= app_now()'],
    ['packages/db/src/repos/messages.repo.ts', 'and leased_until <= clock_timestamp()'],
    ['packages/core/src/domain/a.ts', 'const at = new Date(booking.startsAt);'],
    ['apps/web/src/features/board/a.tsx', 'const isLate = startsAtMs < serverNow();'],
    ['packages/core/test/a.int.test.ts', 'const at = new Date();'],
    ['apps/sandbox/src/a.ts', 'const at = Date.now();'],
  ])('%s: %s', (path, text) => {
    expect(oneClock(treeOf(path, text))).toEqual([]);
  });
});

describe('a named clock', () => {
  const path = 'packages/core/src/domain/a.ts';
  const spot: RealClock = { path, contains: 'leaseMs', why: 'a test' };

  it('spares its own lines and no others of its file', () => {
    const text = 'const leaseMs = Date.now();\nconst holdMs = Date.now();\n';
    expect(oneClock(treeOf(path, text), [spot])).toMatchObject([{ line: 2 }]);
  });

  it('that nothing reads is refused', () => {
    expect(realClocksAreRead(treeOf(path, 'const leaseMs = Date.now();'), [spot])).toEqual([]);
    expect(realClocksAreRead(treeOf(path, 'const leaseMs = 5;'), [spot])).toHaveLength(1);
  });
});
