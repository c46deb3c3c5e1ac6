import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { type WhatsappOptions, type WhatsappSite, whatsappSite } from './routes.ts';

export type WhatsappSandbox = Pick<WhatsappSite, 'state' | 'pairings'> & {
  /** The page, as the driver's base address. */
  url: string;
  port: number;
  close: () => Promise<void>;
};

/** Only the WhatsApp half, in this process, for tests of the driver. */
export async function createWhatsappSandbox(
  options: Partial<WhatsappOptions> & { port?: number } = {},
): Promise<WhatsappSandbox> {
  const { port: wantedPort = 0, ...rest } = options;
  const site = whatsappSite({ dataDir: null, ...rest, basePath: '/whatsapp' });
  const app = new Hono().route('/whatsapp', site.routes);
  const server = createServer(getRequestListener(app.fetch));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wantedPort, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The WhatsApp sandbox listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}/whatsapp`,
    port: address.port,
    state: site.state,
    pairings: site.pairings,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
