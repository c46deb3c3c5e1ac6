import type { Hono } from 'hono';

/** One provider's stand-in, with routes relative to the root of the sandbox. */
export interface SandboxPart {
  routes: Hono;
  start: () => void;
  close: () => Promise<void>;
}
