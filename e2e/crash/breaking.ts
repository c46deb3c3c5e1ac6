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

export class Breaking {
  readonly #world: World;
  readonly #process: WorldProcess;
  readonly #break: Break;
  readonly #hitsFile: string;
  readonly #exits: Exit[] = [];
  #isOver = false;
  #guard: Promise<void> = Promise.resolve();

  constructor(world: World, planned: Break) {
    this.#world = world;
    this.#process = world[planned.app];
    this.#break = planned;
    breaks += 1;
    this.#hitsFile = join(world.home, `hits-${breaks}`);
  }

  /** Starts the process with its point armed. If that kills it, it is restarted unarmed after its leases have expired. */
  async arm(until: Until): Promise<void> {
    const { point, action, pass = 1, others = [] } = this.#break;
    const orders = [point, ...others].map((name) => `${name}=${action}@${pass}`);
    const spec = [...orders, `hits=${this.#hitsFile}`].join(',');
    await this.#process.restart({ HOLDFAST_FAIL_POINTS: spec }, until);
    this.#guard = this.#restartAfterDeath();
  }

  get hits(): string[] {
    if (!existsSync(this.#hitsFile)) return [];
    return readFileSync(this.#hitsFile, 'utf8').split('\n').filter(Boolean);
  }

  async untilHit(): Promise<void> {
    const { point, action } = this.#break;
    if (await waitFor(() => this.hits.length > 0, hitWithinMs)) return;
    throw new Error(
      `${point}=${action} was never hit; the process wrote:\n${this.#process.output().slice(-3_000)}`,
    );
  }

  /** A worker whose round failed can continue only after its leases have expired. */
  async restartLater(): Promise<void> {
    this.#isOver = true;
    await this.#process.stop();
    await letTimePass(this.#world.database);
    await this.#process.restart();
  }

  async over(): Promise<Broken> {
    if (this.#break.action === 'kill') await this.#guard;
    this.#isOver = true;
    return { hits: this.hits, exits: this.#exits };
  }

  async #restartAfterDeath(): Promise<void> {
    const exit = await this.#process.exited();
    if (this.#isOver) return;
    this.#exits.push(exit);
    await letTimePass(this.#world.database);
    await this.#process.restart();
  }
}
