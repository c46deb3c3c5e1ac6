import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { endProcess, type Signal } from './alive.ts';

export interface Service {
  name: string;
  start: () => Promise<{ child: ChildProcess; pid: number }>;
  stopSignal: Signal;
  graceMs: number;
}

export interface ServicePid {
  name: string;
  pid: number;
}

export interface SupervisorOptions {
  say: (text: string) => void;
  /** Called after each start, so that a later start finds what a `kill -9` of this one left running. */
  onPids: (pids: ServicePid[]) => Promise<void>;
  /** A service could not be kept alive. */
  onGivingUp: (reason: string) => void;
}

export interface Supervisor {
  start: (service: Service) => Promise<void>;
  /** In reverse order; each gets its grace period, then SIGKILL; `hurry` cuts the grace period short. */
  stopAll: (hurry?: AbortSignal) => Promise<void>;
}

const mostRestarts = 5;
const restartWindowMs = 120_000;
const firstDelayMs = 500;

interface Running {
  service: Service;
  pid: number;
  restartedAt: number[];
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const running: Running[] = [];
  let stopping = false;

  const tell = () => options.onPids(running.map(({ service, pid }) => ({ name: service.name, pid })));

  async function restart(entry: Running): Promise<void> {
    const now = Date.now();
    entry.restartedAt = [...entry.restartedAt.filter((at) => now - at < restartWindowMs), now];
    if (entry.restartedAt.length > mostRestarts) {
      options.onGivingUp(`${entry.service.name} ended ${mostRestarts + 1} times within two minutes`);
      return;
    }
    await delay(firstDelayMs * 2 ** (entry.restartedAt.length - 1));
    if (stopping) return;
    try {
      const { child, pid } = await entry.service.start();
      entry.pid = pid;
      if (stopping) await endProcess(pid, entry.service.stopSignal, entry.service.graceMs);
      else {
        watch(entry, child);
        await tell();
        options.say(`${entry.service.name} runs again`);
      }
    } catch (error) {
      options.say(error instanceof Error ? error.message : String(error));
      if (!stopping) await restart(entry);
    }
  }

  function watch(entry: Running, child: ChildProcess): void {
    const onExit = (code: number | null, signalName: string | null) => {
      if (stopping) return;
      options.say(
        `${entry.service.name} ended by itself (${signalName ?? `code ${code}`}), starting it again`,
      );
      void restart(entry);
    };
    if (child.exitCode !== null || child.signalCode !== null) onExit(child.exitCode, child.signalCode);
    else child.once('exit', onExit);
  }

  async function start(service: Service): Promise<void> {
    if (stopping) return;
    const { child, pid } = await service.start();
    if (stopping) return endProcess(pid, service.stopSignal, service.graceMs);
    const entry: Running = { service, pid, restartedAt: [] };
    running.push(entry);
    watch(entry, child);
    await tell();
  }

  async function stopAll(hurry?: AbortSignal): Promise<void> {
    stopping = true;
    for (const { service, pid } of running.splice(0).reverse()) {
      // Databases are exempt: killing one costs a recovery at the next start, and they are never the slow part.
      const patience = service.name === 'postgres' ? undefined : hurry;
      await endProcess(pid, service.stopSignal, service.graceMs, patience);
    }
  }

  return { start, stopAll };
}
