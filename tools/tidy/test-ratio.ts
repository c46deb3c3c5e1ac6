import { type Complaint, isCode, isTest, type RepoTree } from './tree.ts';

interface Ratio {
  /** Minimum: nine tenths of the ratio when the rule was introduced. Raise it, never lower it. */
  readonly floor: number;
  /** Target. */
  readonly aim: number;
}

/** Lines of test code to lines of production code, by room. */
export const testRatios: Readonly<Record<string, Ratio>> = {
  'packages/contract': { floor: 0.22, aim: 0.4 },
  'packages/db': { floor: 0.75, aim: 1.2 },
  'packages/core': { floor: 1.7, aim: 1.2 },
  'packages/providers': { floor: 0.6, aim: 0.8 },
  'apps/api': { floor: 1.15, aim: 1 },
  'apps/worker': { floor: 0.75, aim: 0.8 },
  'apps/web': { floor: 0.3, aim: 0.4 },
  'apps/sandbox': { floor: 0.3, aim: 0.4 },
  'apps/starter': { floor: 0.3, aim: 0.4 },
};

/** Shared test code counts as neither. */
const sharedByTests = 'packages/testkit';

const lineCount = (text: string): number => text.split('\n').length - 1;

export interface RoomRatio {
  readonly room: string;
  readonly ratio: number;
}

/** Rooms with code, in the order of the tree. */
export function ratiosOf({ files }: RepoTree): RoomRatio[] {
  const rooms = Map.groupBy(files.filter(isCode), ({ path }) => /^(?:packages|apps)\/[^/]+/.exec(path)?.[0]);
  return [...rooms].flatMap(([room, all]) => {
    if (room === undefined || room === sharedByTests) return [];
    const lines = (of: typeof all): number => of.reduce((sum, { text }) => sum + lineCount(text), 0);
    const production = lines(all.filter(({ path }) => !isTest(path)));
    const tests = lines(all.filter(({ path }) => isTest(path)));
    return production === 0 ? [] : [{ room, ratio: tests / production }];
  });
}

export function testRatio(tree: RepoTree, floors = testRatios): Complaint[] {
  return ratiosOf(tree).flatMap(({ room, ratio }) => {
    const floor = floors[room]?.floor;
    if (floor === undefined) return [{ path: room, says: 'no floor in tools/tidy/test-ratio.ts' }];
    const says = `${ratio.toFixed(2)} lines of test for each line of code; at least ${floor}`;
    return ratio < floor ? [{ path: room, says }] : [];
  });
}
