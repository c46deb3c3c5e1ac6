import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv, type Plugin } from 'vite';

/**
 * `vite --mode fake` serves the pages on a clinic in memory. A build has one entry, `index.html` with
 * `src/main.ts`; files below `src/dev` are served in development only.
 */
const fakeApp: Plugin = {
  name: 'holdfast:fake-app',
  apply: (_, { command, mode }) => command === 'serve' && mode === 'fake',
  transformIndexHtml: {
    order: 'pre',
    handler: (html) => html.replace('/src/main.ts"', '/src/dev/fake-app.ts"'),
  },
};

/** `API_URL` matters only to the development server; the built page always asks its own origin. */
export default defineConfig(({ mode }) => {
  const { API_URL } = loadEnv(mode, '.', 'API_');
  const target = API_URL ?? 'http://127.0.0.1:3000';
  const forward = { target, changeOrigin: false };
  return {
    plugins: [react(), fakeApp],
    build: {
      outDir: 'dist',
      target: 'es2022',
      chunkSizeWarningLimit: 600,
    },
    server: { proxy: { '/trpc': forward, '/api': forward } },
  };
});
