import type { Hono } from 'hono';

/** One provider's stand-in. Its routes are its own from the root of the sandbox on. */
export interface SandboxPart {
  routes: Hono;
  start: () => void;
  close: () => Promise<void>;
}
