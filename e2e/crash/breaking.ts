import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '@holdfast/starter/stack/alive';
import type { World } from '../world/start-world.ts';
import { letTimePass } from '../world/time.ts';
import type { Exit, Until, WorldProcess } from '../world/world-process.ts';

export type Action = 'once' | 'kill';

export interface Break {
  readonly app: 'api' | 'worker';
  readonly point: string;
  readonly action: Action;
  /** On which pass it breaks, from 1. */
  readonly pass?: number;
  /** Further points of the same process, broken in the same way. */
  readonly others?: readonly string[];
}

export interface Broken {
  /** Lines of the hits file, `point action`. */
  readonly hits: readonly string[];
  readonly exits: readonly Exit[];
}

const hitWithinMs = 60_000;
let breaks = 0;

/** One planned break of the API or the worker: armed, waited for, restarted from. */
export function createBreaking(world: World, planned: Break) {
  const { app, point, action, pass = 1, others = [] } = planned;
  const program: WorldProcess = world[app];
  breaks += 1;
  const hitsFile = join(world.home, `hits-${breaks}`);
  const exits: Exit[] = [];
  let isOver = false;
  let guard: Promise<void> = Promise.resolve();

  const hits = (): string[] =>
    existsSync(hitsFile) ? readFileSync(hitsFile, 'utf8').split('\n').filter(Boolean) : [];

  async function restartAfterDeath(): Promise<void> {
    const exit = await program.exited();
    if (isOver) return;
    exits.push(exit);
    await letTimePass(world.database);
    await program.restart();
  }

  return {
    hits,
    /** Starts the process with its point armed. If that kills it, it is restarted unarmed after its leases have expired. */
    arm: async (until: Until): Promise<void> => {
      const orders = [point, ...others].map((name) => `${name}=${action}@${pass}`);
      const spec = [...orders, `hits=${hitsFile}`].join(',');
      await program.restart({ HOLDFAST_FAIL_POINTS: spec }, until);
      guard = restartAfterDeath();
    },
    untilHit: async (): Promise<void> => {
      if (await waitFor(() => hits().length > 0, hitWithinMs)) return;
      throw new Error(
        `${point}=${action} was never hit; the process wrote:\n${program.output().slice(-3_000)}`,
      );
    },
    /** A worker whose round failed can continue only after its leases have expired. */
    restartLater: async (): Promise<void> => {
      isOver = true;
      await program.stop();
      await letTimePass(world.database);
      await program.restart();
    },
    over: async (): Promise<Broken> => {
      if (action === 'kill') await guard;
      isOver = true;
      return { hits: hits(), exits };
    },
  };
}
