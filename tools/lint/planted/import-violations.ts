import type { Tree } from './tree-on-disk.ts';

export interface PlantedImport {
  readonly rule: string;
  readonly file: string;
  readonly text: string;
  /** What the import leads to, where the clean tree does not have it. */
  readonly with?: Tree;
}

const take = (path: string): string => `import { it } from '${path}';\nexport const taken = it;\n`;
const takeType = (path: string): string => `import type { It } from '${path}';\nexport type Taken = It;\n`;

/** One violation for each import rule, and a second one where the rule has two sides. */
export const importViolations: readonly PlantedImport[] = [
  { rule: 'contract-rooms', file: 'packages/contract/src/p1.ts', text: take('@holdfast/sandbox/stand') },
  { rule: 'contract-npm', file: 'packages/contract/src/p2.ts', text: take('hono') },
  { rule: 'contract-runs-anywhere', file: 'packages/contract/src/p3.ts', text: take('node:fs') },
  { rule: 'contract-words-stay-light', file: 'packages/contract/src/p4.ts', text: take('@trpc/server') },
  {
    rule: 'contract-words-stay-light',
    file: 'packages/contract/src/p5.ts',
    text: take('./openapi/write.ts'),
  },
  { rule: 'db-rooms', file: 'packages/db/src/p1.ts', text: takeType('@holdfast/core/usecases/verb') },
  { rule: 'db-npm', file: 'packages/db/src/p2.ts', text: take('hono') },
  {
    rule: 'repos-join-the-transaction',
    file: 'packages/db/src/repos/p3.repo.ts',
    text: take('../tenant-tx.ts'),
  },
  {
    rule: 'core-rooms',
    file: 'packages/core/src/usecases/p1.ts',
    text: take('@holdfast/providers/redis/notifier'),
  },
  { rule: 'core-npm', file: 'packages/core/src/usecases/p2.ts', text: take('hono') },
  { rule: 'core-npm', file: 'packages/core/src/usecases/p3.ts', text: takeType('@trpc/server') },
  { rule: 'core-domain-is-pure', file: 'packages/core/src/domain/p4.ts', text: takeType('../ports/port.ts') },
  { rule: 'core-domain-is-pure', file: 'packages/core/src/domain/p5.ts', text: take('node:fs') },
  {
    rule: 'core-ports-know-no-rules',
    file: 'packages/core/src/ports/p6.ts',
    text: takeType('../usecases/verb.ts'),
  },
  {
    rule: 'tenant-tx-has-one-door',
    file: 'packages/core/src/usecases/p7.ts',
    text: take('@holdfast/db/tenant-tx'),
  },
  {
    rule: 'tenant-tx-has-one-door',
    file: 'packages/core/src/usecases/p8.ts',
    text: takeType('@holdfast/db/tenant-tx'),
  },
  {
    rule: 'providers-rooms',
    file: 'packages/providers/src/redis/p1.ts',
    text: take('@holdfast/core/usecases/verb'),
  },
  {
    rule: 'providers-stand-apart',
    file: 'packages/providers/src/redis/p2.ts',
    text: take('../razorpay/gateway.ts'),
  },
  { rule: 'api-rooms', file: 'apps/api/src/p1.ts', text: take('@holdfast/sandbox/stand') },
  { rule: 'composition-only', file: 'apps/api/src/p2.ts', text: takeType('@holdfast/db/repos/rows.repo') },
  {
    rule: 'api-observability-is-the-ground',
    file: 'apps/api/src/observability/p3.ts',
    text: takeType('../request/context.ts'),
  },
  {
    rule: 'api-request-knows-no-surface',
    file: 'apps/api/src/request/p4.ts',
    text: takeType('../middleware/access-log.ts'),
  },
  {
    rule: 'api-request-knows-no-surface',
    file: 'apps/api/src/request/limits/p5.ts',
    text: takeType('../../composition.ts'),
  },
  {
    rule: 'api-surfaces-stand-apart',
    file: 'apps/api/src/surfaces/trpc/p6.ts',
    text: take('../rest/bridge.ts'),
  },
  {
    rule: 'api-mounts-in-one-place',
    file: 'apps/api/src/p7.ts',
    text: takeType('./surfaces/rest/bridge.ts'),
  },
  {
    rule: 'api-mounts-in-one-place',
    file: 'apps/api/src/middleware/p8.ts',
    text: take('../surfaces/rest/bridge.ts'),
  },
  {
    rule: 'api-imports-never-run-up',
    file: 'apps/api/src/surfaces/rest/p9.ts',
    text: takeType('../../app.ts'),
  },
  {
    rule: 'composition-only',
    file: 'apps/worker/src/p2.ts',
    text: take('@holdfast/providers/redis/notifier'),
  },
  {
    rule: 'settings-compose-in-env',
    file: 'apps/worker/src/p3.ts',
    text: take('@holdfast/providers/razorpay/settings'),
  },
  { rule: 'settings-compose-in-env', file: 'apps/worker/src/p4.ts', text: take('@holdfast/db/settings') },
  { rule: 'worker-rooms', file: 'apps/worker/src/p1.ts', text: take('@holdfast/api/main') },
  { rule: 'web-rooms', file: 'apps/web/src/lib/p1.ts', text: takeType('@holdfast/core/ports/port') },
  {
    rule: 'web-router-type-only',
    file: 'apps/web/src/lib/p2.ts',
    text: take('@holdfast/contract/trpc/router'),
  },
  { rule: 'web-no-server-code', file: 'apps/web/src/lib/p3.ts', text: take('@trpc/server') },
  { rule: 'web-no-node', file: 'apps/web/src/lib/p4.ts', text: take('node:path') },
  {
    rule: 'web-features-stand-apart',
    file: 'apps/web/src/features/find/p5.ts',
    text: take('../board/board'),
  },
  {
    rule: 'web-app-is-the-top',
    file: 'apps/web/src/features/find/p6.ts',
    text: takeType('../../app/router'),
  },
  {
    rule: 'web-shared-knows-no-feature',
    file: 'apps/web/src/components/p7.tsx',
    text: take('../features/find/find'),
  },
  {
    rule: 'web-dev-stays-with-developers',
    file: 'apps/web/src/app/p11.ts',
    text: "export const late = () => import('../dev/fake-app');\n",
  },
  {
    rule: 'web-components-know-no-frame',
    file: 'apps/web/src/components/p9.tsx',
    text: take('../frames/staff/shell'),
  },
  {
    rule: 'web-lib-knows-no-component',
    file: 'apps/web/src/lib/p10.ts',
    text: take('../components/button'),
  },
  {
    rule: 'web-tests-know-no-server',
    file: 'apps/web/src/lib/p8.test.ts',
    text: take('@holdfast/db/tenant-tx'),
  },
  { rule: 'sandbox-rooms', file: 'apps/sandbox/src/p1.ts', text: take('@holdfast/core/usecases/verb') },
  { rule: 'starter-rooms', file: 'apps/starter/src/p1.ts', text: take('@holdfast/api/main') },
  { rule: 'starter-rooms', file: 'apps/starter/src/p2.ts', text: take('../../../tools/bench.ts') },
  {
    rule: 'no-cycles',
    file: 'apps/sandbox/src/p2.ts',
    text: take('./p9.ts'),
    with: { 'apps/sandbox/src/p9.ts': take('./p2.ts') },
  },
  { rule: 'nothing-unresolved', file: 'apps/sandbox/src/p3.ts', text: take('./gone.ts') },
  { rule: 'declared-dependencies', file: 'apps/sandbox/src/p4.ts', text: take('undeclared') },
  { rule: 'no-test-code-in-production', file: 'apps/web/src/p5.ts', text: take('./testing/fake') },
  {
    rule: 'no-test-code-in-production',
    file: 'packages/contract/src/p6.ts',
    text: takeType('@holdfast/testkit/waiting'),
  },
  {
    rule: 'no-test-code-in-production',
    file: 'apps/api/src/p10.ts',
    text: take('@holdfast/testkit/waiting'),
  },
];
