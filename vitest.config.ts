import { defineConfig } from 'vitest/config';

const ignored = ['**/node_modules/**', '**/dist/**', '**/.holdfast/**', '**/.turbo/**'];
const rooms = '{packages,apps,tools,e2e}';

/** The suffix of a test file says what it needs, and so which project runs it. */
export default defineConfig({
  test: {
    passWithNoTests: true,
    // Two workers everywhere: the tests share the machine with a real PostgreSQL, Redis and Chromium.
    maxWorkers: 2,
    teardownTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [`${rooms}/**/*.test.ts`],
          exclude: [...ignored, '**/*.int.test.ts', '**/*.browser.test.ts', 'apps/web/**'],
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'web',
          include: ['apps/web/**/*.test.{ts,tsx}'],
          exclude: [...ignored, '**/*.int.test.ts', '**/*.browser.test.ts'],
          environment: 'jsdom',
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'int',
          include: [`${rooms}/**/*.int.test.ts`],
          exclude: ignored,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: [`${rooms}/**/*.browser.test.ts`],
          exclude: ignored,
          // One Chromium at a time: two of them on two cores make each other miss deadlines.
          maxWorkers: 1,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
