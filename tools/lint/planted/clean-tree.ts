import { importTable } from '../import-table.ts';
import type { Tree } from './tree-on-disk.ts';

const stubs = ['zod', 'kysely', 'pg', 'hono', 'react', 'vitest', '@trpc/server', 'undeclared'];
const declared = stubs.filter((name) => name !== 'undeclared' && name !== 'vitest');

const shortName = (room: string): string => room.slice(room.indexOf('/') + 1);
const json = (value: unknown): string => JSON.stringify(value);

function stub(name: string): Tree {
  const folder = `node_modules/${name}`;
  const exports = { '.': './index.js', './observable': './dist/observable/index.mjs' };
  return {
    [`${folder}/package.json`]: json({ name, version: '1.0.0', type: 'module', exports }),
    [`${folder}/index.js`]: 'export const it = 1;\n',
    [`${folder}/dist/observable/index.mjs`]: 'export const observable = 1;\n',
  };
}

function manifest(room: string): Tree {
  const dependencies = Object.fromEntries(declared.map((name) => [name, '1.0.0']));
  const exports = { './*': './src/*.ts' };
  return {
    [`${room}/package.json`]: json({
      name: `@holdfast/${shortName(room)}`,
      type: 'module',
      exports,
      dependencies,
    }),
  };
}

const rooms = Object.keys(importTable);

/** One module of each zone, importing all that its zone may: nothing here may turn red. */
const modules: Tree = {
  'packages/contract/src/words.ts': `import { it } from 'zod';\nexport const words = it;\n`,
  'packages/contract/src/trpc/router.ts': `import { it } from '@trpc/server';\nimport { words } from '../words.ts';\nexport type Router = typeof it;\nexport const router = words;\n`,
  'packages/contract/src/openapi/write.ts': `import { writeFileSync } from 'node:fs';\nimport { router } from '../trpc/router.ts';\nexport const write = [writeFileSync, router];\n`,
  'packages/contract/src/use-cases.ts': `import type { it } from '@trpc/server';\nexport type UseCases = typeof it;\n`,
  'packages/db/src/tenant-tx.ts': `import { it } from 'kysely';\nimport { words } from '@holdfast/contract/words';\nexport type Tx = typeof it;\nexport const tenantTx = words;\n`,
  'packages/db/src/repos/rows.repo.ts': `import type { Tx } from '../tenant-tx.ts';\nexport const rows = (tx: Tx) => tx;\n`,
  'packages/testkit/src/waiting.ts': `export const it = 1;\n`,
  'packages/testkit/src/database.ts': `import { tenantTx } from '@holdfast/db/tenant-tx';\nimport { start } from '@holdfast/starter/start';\nexport const database = [tenantTx, start];\n`,
  'packages/db/src/bin/generate.ts': `import { database } from '@holdfast/testkit/database';\nexport const generate = database;\n`,
  'packages/core/src/decision.ts': `export const go = 1;\n`,
  'packages/core/src/domain/decide.ts': `import { createHash } from 'node:crypto';\nimport { words } from '@holdfast/contract/words';\nimport { go } from '../decision.ts';\nexport const decide = [createHash, words, go];\n`,
  'packages/core/src/fail-points.ts': `export const failPoint = () => {};\n`,
  'packages/core/src/ports/port.ts': `import type { decide } from '../domain/decide.ts';\nexport type Port = typeof decide;\n`,
  'packages/core/src/usecase/step.ts': `import type { Tx } from '@holdfast/db/tenant-tx';\nexport type Step = Tx;\n`,
  'packages/core/src/usecase.ts': `import { tenantTx } from '@holdfast/db/tenant-tx';\nimport type { Step } from './usecase/step.ts';\nexport type { Step };\nexport const usecase = tenantTx;\n`,
  'packages/core/src/usecases/verb.ts': `import { rows } from '@holdfast/db/repos/rows.repo';\nimport { usecase } from '../usecase.ts';\nexport const verb = [rows, usecase];\n`,
  'packages/core/src/usecases/verb.test.ts': `import { it } from 'vitest';\nimport { tenantTx } from '@holdfast/db/tenant-tx';\nexport const proof = [it, tenantTx];\n`,
  'packages/providers/src/redis/notifier.ts': `import type { Port } from '@holdfast/core/ports/port';\nexport const notifier = (port: Port) => port;\n`,
  'packages/providers/src/razorpay/gateway.ts': `import { words } from '@holdfast/contract/words';\nimport { failPoint } from '@holdfast/core/fail-points';\nexport const gateway = [words, failPoint];\n`,
  'packages/providers/test/gateway.int.test.ts': `import { stand } from '@holdfast/sandbox/stand';\nimport { it } from '@holdfast/testkit/waiting';\nexport const proof = [stand, it];\n`,
  'apps/api/src/observability/log.ts': `export const log = 1;\n`,
  'apps/api/src/request/context.ts': `import { log } from '../observability/log.ts';\nexport const context = log;\n`,
  'apps/api/src/middleware/access-log.ts': `import { context } from '../request/context.ts';\nexport const accessLog = context;\n`,
  'apps/api/src/surfaces/rest/bridge.ts': `import { verb } from '@holdfast/core/usecases/verb';\nimport { context } from '../../request/context.ts';\nimport { answer } from './answer.ts';\nexport const bridge = [verb, context, answer];\n`,
  'apps/api/src/surfaces/rest/answer.ts': `export const answer = 1;\n`,
  'apps/api/src/app.ts': `import { it } from 'hono';\nimport { accessLog } from './middleware/access-log.ts';\nimport { bridge } from './surfaces/rest/bridge.ts';\nexport const app = [it, accessLog, bridge];\n`,
  'apps/api/src/composition.ts': `import { tenantTx } from '@holdfast/db/tenant-tx';\nimport { notifier } from '@holdfast/providers/redis/notifier';\nimport { app } from './app.ts';\nexport const composition = [tenantTx, notifier, app];\n`,
  'apps/api/src/main.ts': `import { composition } from './composition.ts';\nexport const main = composition;\n`,
  'packages/providers/src/razorpay/settings.ts': `export const settings = 1;\n`,
  'packages/db/src/settings.ts': `export const pool = 1;\n`,
  'apps/worker/src/env.ts': `import { pool } from '@holdfast/db/settings';\nimport { settings } from '@holdfast/providers/razorpay/settings';\nexport const env = [pool, settings];\n`,
  'apps/worker/src/composition.ts': `import { gateway } from '@holdfast/providers/razorpay/gateway';\nexport const composition = gateway;\n`,
  'apps/web/src/lib/trpc.ts': `import type { Router } from '@holdfast/contract/trpc/router';\nimport { type Router as Same } from '@holdfast/contract/trpc/router';\nimport { observable } from '@trpc/server/observable';\nexport const client = observable as Router | Same;\n`,
  'apps/web/src/components/button.tsx': `import { it } from 'react';\nexport const button = it;\n`,
  'apps/web/src/features/board/board.tsx': `import { words } from '@holdfast/contract/words';\nimport { button } from '../../components/button';\nimport { client } from '../../lib/trpc';\nexport const board = [words, button, client];\n`,
  'apps/web/src/frames/staff/shell.tsx': `import { button } from '../../components/button';\nexport const shell = button;\n`,
  'apps/web/src/features/find/find.tsx': `export const find = 1;\n`,
  'apps/web/src/app/router.tsx': `import { board } from '../features/board/board';\nimport { find } from '../features/find/find';\nexport const router = [board, find];\n`,
  'apps/web/src/testing/fake.ts': `export const it = 1;\n`,
  'apps/web/src/dev/fake-app.ts': `import { router } from '../app/router';\nimport { it } from '../testing/fake';\nexport const app = [router, it];\n`,
  'apps/sandbox/src/stand.ts': `import { words } from '@holdfast/contract/words';\nexport const stand = words;\n`,
  'apps/starter/src/start.ts': `import { env } from '@holdfast/worker/env';\nimport { settings } from '@holdfast/providers/razorpay/settings';\nexport const start = [env, settings];\n`,
  'tools/bench.ts': `import { main } from '@holdfast/api/main';\nimport { start } from '@holdfast/starter/start';\nexport const bench = [main, start];\n`,
  'e2e/world/world.ts': `import { database } from '@holdfast/testkit/database';\nimport { start } from '@holdfast/starter/start';\nexport const world = [database, start];\n`,
};

export const cleanTree: Tree = Object.assign({}, modules, ...stubs.map(stub), ...rooms.map(manifest));

export const workspaceLinks: Tree = Object.fromEntries(
  rooms.map((room) => [`node_modules/@holdfast/${shortName(room)}`, `../../${room}`]),
);
