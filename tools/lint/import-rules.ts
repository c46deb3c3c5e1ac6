import type { IRegularForbiddenRuleType } from 'dependency-cruiser';
import {
  checkTable,
  composedApps,
  importTable,
  type RoomRow,
  settingFiles,
  testCode,
} from './import-table.ts';
import type { Room } from './rooms.ts';

const shortName = (room: Room): string => room.slice(room.indexOf('/') + 1);
const npmPath = (name: string): string => `(^|/)node_modules/(@types/)?${name}/`;

function forbid(
  name: string,
  comment: string,
  rule: Pick<IRegularForbiddenRuleType, 'from' | 'to'>,
): IRegularForbiddenRuleType {
  return { name, comment, severity: 'error', ...rule };
}

/** One rule per room and direction of the table. */
function tableRules(room: Room, row: RoomRow): IRegularForbiddenRuleType[] {
  const from = { path: `^${room}/`, pathNot: testCode };
  const inside = forbid(`${shortName(room)}-rooms`, `${room} imports only the rooms its row names`, {
    from,
    to: { path: '^(packages|apps|tools|e2e)/', pathNot: [`^${room}/`, ...row.rooms, ...testCode] },
  });
  if (!row.npm) return [inside];
  const outside = forbid(`${shortName(room)}-npm`, `${room} imports no package but ${row.npm.join(', ')}`, {
    from,
    to: { path: '(^|/)node_modules/', pathNot: row.npm.map(npmPath) },
  });
  return [inside, outside];
}

const contractRules = [
  forbid(
    'contract-runs-anywhere',
    'the contract runs in a browser: node: modules only in openapi/ and bin/',
    {
      from: {
        path: '^packages/contract/src/',
        pathNot: [...testCode, '^packages/contract/src/(openapi|bin)/'],
      },
      to: { dependencyTypes: ['core'] },
    },
  ),
  forbid('contract-words-stay-light', 'modules that the web imports as values must not pull in server code', {
    from: {
      path: '^packages/contract/src/',
      pathNot: [...testCode, '^packages/contract/src/(trpc|openapi|bin)/'],
    },
    to: {
      path: [
        'node_modules/(@trpc|trpc-to-openapi|zod-openapi)/',
        '^packages/contract/src/(trpc|openapi|bin)/',
      ],
      dependencyTypesNot: ['type-only'],
    },
  }),
];

const coreRules = [
  forbid('core-domain-is-pure', 'domain/ imports only the contract and itself, and does no I/O', {
    from: { path: '^packages/core/src/domain/', pathNot: testCode },
    to: {
      pathNot: [
        '^packages/contract/src/',
        '^packages/core/src/(domain/|decision\\.ts$)',
        npmPath('zod'),
        npmPath('temporal-polyfill'),
        // Hashing does no I/O.
        '^(node:)?crypto$',
      ],
    },
  }),
  forbid(
    'core-ports-know-no-rules',
    'ports/ are interfaces: they import only contract, domain and each other',
    {
      from: { path: '^packages/core/src/ports/', pathNot: testCode },
      to: {
        path: '^(packages|apps)/',
        pathNot: ['^packages/contract/src/', '^packages/core/src/(domain|ports)/'],
      },
    },
  ),
  forbid(
    'tenant-tx-has-one-door',
    'only usecase.ts opens a tenant transaction; an app injects it in composition.ts',
    {
      from: {
        path: '^(packages|apps)/',
        pathNot: [
          ...testCode,
          '^packages/db/',
          '^packages/core/src/usecase(\\.ts$|/)',
          `^apps/(${composedApps.join('|')})/src/composition\\.ts$`,
        ],
      },
      to: { path: '^packages/db/src/(tenant-tx|open-storage)\\.ts$' },
    },
  ),
  forbid(
    'repos-join-the-transaction',
    'inside db tenant-tx is a type: a repository never opens a transaction',
    {
      from: {
        path: '^packages/db/src/',
        pathNot: [...testCode, '^packages/db/src/(bin/|open-storage\\.ts$)'],
      },
      to: { path: '^packages/db/src/tenant-tx\\.ts$', dependencyTypesNot: ['type-only'] },
    },
  ),
];

const providerRules = [
  forbid('providers-stand-apart', 'one folder per outside; they do not know each other', {
    from: { path: '^packages/providers/src/([^/]+)/', pathNot: testCode },
    to: { path: '^packages/providers/src/[^/]+/', pathNot: '^packages/providers/src/$1/' },
  }),
];

const appRules = [
  forbid('composition-only', 'an app meets db and providers in composition.ts alone', {
    from: {
      path: `^apps/(${composedApps.join('|')})/`,
      pathNot: [...testCode, '^apps/[^/]+/src/composition\\.ts$'],
    },
    to: { path: '^packages/(db|providers)/', pathNot: settingFiles },
  }),
  forbid('settings-compose-in-env', "an app's env.ts alone is composed of the settings of db and providers", {
    from: {
      path: `^apps/(${composedApps.join('|')})/`,
      pathNot: [...testCode, '^apps/[^/]+/src/(composition|env)\\.ts$'],
    },
    to: { path: settingFiles },
  }),
];

const apiSource = '^apps/api/src/';

/** The layers of the api: observability, request, middleware and surfaces, app.ts; each imports only lower ones. */
const apiRules = [
  forbid('api-observability-is-the-ground', 'observability/ imports no other part of the api', {
    from: { path: `${apiSource}observability/`, pathNot: testCode },
    to: { path: apiSource, pathNot: `${apiSource}observability/` },
  }),
  forbid('api-request-knows-no-surface', 'request/ imports no surface and no middleware', {
    from: { path: `${apiSource}request/`, pathNot: testCode },
    to: { path: apiSource, pathNot: `${apiSource}(request|observability)/` },
  }),
  forbid('api-surfaces-stand-apart', 'a surface does not import another; what they share is in request/', {
    from: { path: `${apiSource}surfaces/([^/]+)/` },
    to: { path: `${apiSource}surfaces/`, pathNot: `${apiSource}surfaces/$1/` },
  }),
  forbid('api-mounts-in-one-place', 'app.ts alone mounts surfaces', {
    from: { path: `${apiSource}(?!surfaces/|app\\.ts$)`, pathNot: testCode },
    to: { path: `${apiSource}surfaces/` },
  }),
  forbid('api-imports-never-run-up', 'no folder of the api imports the files that compose it', {
    from: { path: `${apiSource}(?!request/|observability/)[^/]+/`, pathNot: testCode },
    to: { path: `${apiSource}[^/]+\\.ts$` },
  }),
];

const webRules = [
  forbid('web-router-type-only', 'the web imports the router only as a type', {
    from: { path: '^apps/web/', pathNot: testCode },
    to: { path: '^packages/contract/src/(trpc|openapi|bin)/', dependencyTypesNot: ['type-only'] },
  }),
  forbid('web-no-server-code', 'no server part of tRPC in the bundle', {
    from: { path: '^apps/web/src/', pathNot: testCode },
    to: {
      path: 'node_modules/@trpc/server/',
      pathNot: 'node_modules/@trpc/server/dist/observable/',
      dependencyTypesNot: ['type-only'],
    },
  }),
  forbid('web-no-node', 'a browser has no node: modules', {
    from: { path: '^apps/web/src/', pathNot: testCode },
    to: { dependencyTypes: ['core'] },
  }),
  forbid('web-features-stand-apart', 'a feature does not import another; app/ composes them', {
    from: { path: '^apps/web/src/features/([^/]+)/' },
    to: { path: '^apps/web/src/features/', pathNot: '^apps/web/src/features/$1/' },
  }),
  forbid('web-app-is-the-top', 'nothing below app/ imports it', {
    from: { path: '^apps/web/src/(?!app/|dev/)[^/]+/', pathNot: testCode },
    to: { path: '^apps/web/src/app/' },
  }),
  forbid('web-shared-knows-no-feature', 'shared code imports no feature', {
    from: { path: '^apps/web/src/(?!app/|features/)[^/]+/', pathNot: testCode },
    to: { path: '^apps/web/src/features/' },
  }),
  forbid('web-dev-stays-with-developers', 'development-only code is not shipped', {
    from: { path: '^apps/web/src/', pathNot: '^apps/web/src/dev/' },
    to: { path: '^apps/web/src/dev/' },
  }),
  forbid('web-components-know-no-frame', 'a frame is built of components, never the other way round', {
    from: { path: '^apps/web/src/(components|lib)/', pathNot: testCode },
    to: { path: '^apps/web/src/frames/' },
  }),
  forbid('web-lib-knows-no-component', 'lib/ has no visual components', {
    from: { path: '^apps/web/src/lib/', pathNot: testCode },
    to: { path: '^apps/web/src/components/' },
  }),
];

const everywhere = [
  forbid('no-cycles', 'imports go one way', { from: {}, to: { circular: true } }),
  forbid('nothing-unresolved', 'an import that resolves to nothing escapes every other rule', {
    from: {},
    to: { couldNotResolve: true },
  }),
  forbid('declared-dependencies', 'production code imports what its own package.json lists as a dependency', {
    from: { path: '^(packages|apps)/[^/]+/src/', pathNot: testCode },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
  }),
  forbid('no-test-code-in-production', 'test code is not shipped', {
    from: {
      path: '^(packages|apps)/[^/]+/src/',
      pathNot: [...testCode, '^packages/[^/]+/src/bin/', '^apps/web/src/dev/'],
    },
    to: { path: testCode },
  }),
  forbid('web-tests-know-no-server', 'a unit test of the web imports only the contract', {
    from: { path: '^apps/web/src/.*\\.test\\.tsx?$' },
    to: { path: '^(apps/(?!web/)|packages/(?!contract/)|tools/|e2e/)' },
  }),
];

/** All import rules, derived from the existing folders. */
export function importRules(rooms: readonly Room[]): IRegularForbiddenRuleType[] {
  checkTable(rooms);
  const table = rooms.flatMap((room) => {
    const row = importTable[room];
    return row && row !== 'test code' ? tableRules(room, row) : [];
  });
  return [
    ...table,
    ...contractRules,
    ...coreRules,
    ...providerRules,
    ...appRules,
    ...apiRules,
    ...webRules,
    ...everywhere,
  ];
}
