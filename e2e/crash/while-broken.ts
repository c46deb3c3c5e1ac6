import { waitFor } from '@holdfast/starter/stack/alive';
import { expect } from 'vitest';
import type { World } from '../world/start-world.ts';
import { letTimePass } from '../world/time.ts';
import { type Action, createBreaking } from './breaking.ts';

const convergesWithinMs = 60_000;
const actions: readonly Action[] = ['once', 'kill'];

export const casesOf = (points: readonly string[]) =>
  points.flatMap((point) => actions.map((action) => ({ point, action })));

/** The worker starts armed with work waiting, breaks, and is restarted; then the work must get done. */
export async function whileWorkerBreaks(
  world: World,
  point: string,
  action: Action,
  isDone: () => Promise<boolean>,
): Promise<void> {
  await letTimePass(world.database);
  const breaking = createBreaking(world, { app: 'worker', point, action });
  await breaking.arm('spawned');
  await breaking.untilHit();
  if (action === 'once') await breaking.restartLater();
  const { hits, exits } = await breaking.over();
  expect(hits).toContain(`${point} ${action}`);
  expect(exits).toEqual(action === 'kill' ? [{ code: null, signal: 'SIGKILL' }] : []);
  expect(await waitFor(isDone, convergesWithinMs)).toBe(true);
}
