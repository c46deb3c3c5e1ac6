import { Hono } from 'hono';
import type { SandboxPart } from './sandbox-part.ts';

export function sandboxApp(parts: readonly SandboxPart[], onFault: (error: Error) => void): Hono {
  const app = new Hono();
  app.get('/healthz', (c) => c.json({ ok: true }));
  for (const part of parts) app.route('/', part.routes);
  app.onError((error, c) => {
    onFault(error);
    return c.json({ error: { code: 'SANDBOX_FAULT', description: 'The sandbox could not do that' } }, 500);
  });
  return app;
}
