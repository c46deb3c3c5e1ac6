import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv } from 'vite';

/** `API_URL` matters only to the development server; the built page always asks its own origin. */
export default defineConfig(({ mode }) => {
  const { API_URL } = loadEnv(mode, '.', 'API_');
  const target = API_URL ?? 'http://127.0.0.1:3000';
  const forward = { target, changeOrigin: false };
  return {
    plugins: [react()],
    build: {
      outDir: 'dist',
      target: 'es2022',
      chunkSizeWarningLimit: 600,
    },
    server: { proxy: { '/trpc': forward, '/api': forward } },
  };
});
