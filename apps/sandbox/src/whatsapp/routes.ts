import { join } from 'node:path';
import { Hono } from 'hono';
import type { SandboxPart } from '../sandbox-part.ts';
import type { Behaviour } from './behaviour.ts';
import { controlRoutes } from './control-routes.ts';
import { createPairings, type Pairings } from './pairing.ts';
import { phoneRoutes } from './phone-routes.ts';
import { createWhatsappState, type WhatsappState } from './state.ts';
import { webRoutes } from './web-routes.ts';

export interface WhatsappOptions {
  /** File for links and the ledger; null keeps them in memory only. */
  dataDir: string | null;
  /** Scans every shown code automatically, for a demo without an operator. */
  autoLink?: boolean;
  autoLinkDelayMs?: number;
  behaviour?: Partial<Behaviour>;
  /** Path at which the caller mounts the routes. */
  basePath?: string;
}

export interface WhatsappSite {
  routes: Hono;
  state: WhatsappState;
  pairings: Pairings;
}

const presetAutoLinkDelayMs = 1_500;

export function whatsappSite(options: WhatsappOptions): WhatsappSite {
  const file = options.dataDir === null ? null : join(options.dataDir, 'whatsapp.json');
  const state = createWhatsappState(file, options.behaviour);
  const autoLinkDelayMs =
    options.autoLink === true ? (options.autoLinkDelayMs ?? presetAutoLinkDelayMs) : null;
  const pairings = createPairings(state, autoLinkDelayMs);
  const basePath = options.basePath ?? '/whatsapp';
  const routes = new Hono();
  routes.route('/', webRoutes(state, pairings, basePath));
  routes.route('/control', controlRoutes(state, pairings, basePath));
  routes.route('/phones', phoneRoutes(state, basePath));
  return { routes, state, pairings };
}

/** Mounted at the path that its pages expect. */
export function whatsappPart(site: WhatsappSite, basePath = '/whatsapp'): SandboxPart {
  const routes = new Hono();
  routes.route(basePath, site.routes);
  return { routes, start: () => undefined, close: async () => undefined };
}
