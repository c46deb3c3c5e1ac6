import type { RuleName } from './rules.ts';

export interface PlantedMess {
  readonly rule: RuleName;
  readonly path: string;
  readonly text: string;
}

const lines = (count: number, line = 'export {};'): string => `${Array(count).fill(line).join('\n')}\n`;
const longFunction = (head: string, count: number): string => `${head} {\n${lines(count - 2, '  go();')}}\n`;
const manifest = (content: object): string => JSON.stringify({ license: 'Apache-2.0', ...content });
const sqlFunction = (count: number): string =>
  `create function moved() returns void\nlanguage plpgsql as $$\nbegin\n${lines(count - 4, '  perform step();')}end $$;\n`;
const decision =
  '# Title\n\n## Context\n\n## Options\n\n## Decision\n\n## Consequences\n\n## How it is confirmed\n';

/** Nothing here may be complained about; it stands right at the limits. */
export const tidyTree: Readonly<Record<string, string>> = {
  'README.md':
    'See `packages/core/src/read.ts:12`, `npm test`, `.holdfast/logs/x.log`, [the law](docs/adr/) and [x](https://x.test/y.md).\n',
  'docs/adr/0001-first.md': decision,
  'docs/adr/0000-template.md': `Copy to \`docs/adr/NNNN-title.md\`.\n${decision}`,
  'docs/glossary.md':
    '## Say, and do not say\n\n| say | not |\n|---|---|\n| input | wish, wishes |\n| next_try_at, maxTries | next_attempt_at, maxAttempts |\n',
  'packages/db/migrations/0001-rows/010-rows.sql': 'create index due on rows (next_attempt_at);\n',
  'packages/db/test/fixtures/release-0.1.sql': 'insert into rows (next_attempt_at) values (now());\n',
  'docs/page.md': 'Wishful, beside: `adr/0001-first.md` and [first](adr/0001-first.md#context).\n',
  'package-lock.json': '{ "resolved": "packages/core" }\n',
  'package.json': manifest({
    version: '1.2.3',
    devDependencies: { native: 'npm:@x/tool@7.0.2', db: '1.0.0-beta.17' },
  }),
  'apps/api/package.json': manifest({ dependencies: { '@holdfast/core': '*', pg: '8.0.0' } }),
  'packages/core/src/version.test.ts': "expect(lockedVersion).toBe('1.2.3');\n",
  'packages/contract/src/errors.ts':
    'export const catalog = {\n  NOT_FOUND: { status: 404 },\n  CONFLICT: {\n    status: 409 },\n};\n',
  'packages/core/src/raise.ts': "throw new AppError('NOT_FOUND');\n",
  'packages/db/sql/10-refuse.sql': "perform refuse('CONFLICT', 'taken');\n",
  'packages/core/src/refused.ts':
    'export class Refused extends AppError {}\nexport const Input = z.object({});\n',
  'packages/core/src/read.ts': lines(400),
  'packages/core/src/usecases/verb.ts': lines(160),
  'packages/core/test/verb.int.test.ts': lines(500),
  'packages/core/src/limits.ts': longFunction('export function most()', 70),
  'packages/core/src/suite.test.ts': longFunction("describe('a suite is no function', () =>", 300).replace(
    /\}\n$/,
    '});\n',
  ),
  'packages/core/src/one-cast.ts': 'export const one = [1 as number, 2] as const;\n',
  'packages/core/src/later.ts':
    '// TODO (ADR 0001): the other rail\nexport const url = "https://x.test/tmp/work";\n',
  'packages/core/src/types.test.ts': '// @ts-expect-error text is no number\nconst n: number = "1";\n',
  'packages/providers/src/razorpay/gateway.ts': "export const provider = 'razorpay';\n",
  'apps/web/src/checkouts/razorpay.ts': 'export const open = () => new window.Razorpay({});\n',
  'apps/api/test/webhook.int.test.ts': "test('/webhooks/razorpay', deliver);\n",
  'packages/db/src/repos/rows.repo.ts': 'export const rows = (tx: Tx) => sql`select 1`.execute(tx);\n',
  'packages/db/sql/50-rows.sql':
    "create view a as select case b.state when 'held' then 1 end from bookings b where booking_is_live(b.state)\n  and b.state <> booking_state('held'); -- not 'held'\n",
  'packages/core/src/words.ts':
    "export const words = { held: 1, outcome: { kind: 'sent' }, ask: may('bookings.read'), t: t('patient') };\n",
  'packages/core/test/rows.int.test.ts': "const rows = await pool.query('select state from bookings');\n",
  'apps/web/src/api.ts':
    "export const me = () => [client.auth.me.query({ select: 'from' }), c.req.query('key_id')];\n",
  'packages/db/src/schema.gen.ts': lines(3_000, 'export type Row = any;'),
  'apps/web/src/page.tsx': longFunction('export function Page()', 200),
};

/** One offence for each rule, and more where a rule has several sides. */
export const plantedMess: readonly PlantedMess[] = [
  {
    rule: 'the words of the glossary are used',
    path: 'packages/core/src/plain.ts',
    text: '// The same wish gives the same hash.\n',
  },
  {
    rule: 'the words of the glossary are used',
    path: 'packages/core/test/plain.int.test.ts',
    text: "test('takes it back', () => firstWishOf(1));\n",
  },
  {
    rule: 'the words of the glossary are used',
    path: 'packages/db/sql/50-due.sql',
    text: 'create view due as select 1 from rows where next_attempt_at <= app_now();\n',
  },
  {
    rule: 'the words of the glossary are used',
    path: 'packages/core/src/retries.ts',
    text: 'export const webhookMaxAttempts = 24;\n',
  },
  { rule: 'the words of the glossary are used', path: 'docs/glossary.md', text: '## Say, and do not say\n' },
  {
    rule: 'a state, role, capability or message kind is named, never quoted',
    path: 'packages/db/sql/50-a.sql',
    text: "create view a as select 1 from bookings where state in ('held', 'confirmed');\n",
  },
  {
    rule: 'a state, role, capability or message kind is named, never quoted',
    path: 'packages/db/sql/50-b.sql',
    text: "create view b as select booking_state('confirmd');\n",
  },
  {
    rule: 'a state, role, capability or message kind is named, never quoted',
    path: 'packages/db/sql/80-c.sql',
    text: "create policy c on d using (clinic_id = any (actor_clinics_with('bookings.reed')));\n",
  },
  {
    rule: 'a state, role, capability or message kind is named, never quoted',
    path: 'packages/db/sql/80-d.sql',
    text: "create view d as select 1 from memberships where role = 'doctor';\n",
  },
  {
    rule: 'a state, role, capability or message kind is named, never quoted',
    path: 'packages/db/src/invariants/e.sql',
    text: "select 1 from messages m where m.kind = 'booking_confirmed'\n",
  },
  {
    rule: 'a state, role, capability or message kind is named, never quoted',
    path: 'packages/db/src/repos/f.repo.ts',
    text: "export const f = (tx: Tx) => sql`select 1 from refunds where state <> 'failed'`.execute(tx);\n",
  },
  {
    rule: 'a state, role, capability or message kind is named, never quoted',
    path: 'packages/core/src/g.ts',
    text: "export const g = (row: Row) => row.state === 'held';\n",
  },
  {
    rule: 'a state, role, capability or message kind is named, never quoted',
    path: 'packages/core/src/h.ts',
    text: "export const ended = ['expired', 'cancelled'];\n",
  },
  {
    rule: 'a state, role, capability or message kind is named, never quoted',
    path: 'packages/core/src/i.ts',
    text: "export const i = isRole('receptionist');\n",
  },
  {
    rule: 'a state, role, capability or message kind is named, never quoted',
    path: 'apps/web/src/j.tsx',
    text: "export const j = { state: 'confirmed' };\n",
  },
  {
    rule: 'a file keeps to its length: source 400, use-case 160, test 500',
    path: 'apps/api/src/a.ts',
    text: lines(401),
  },
  {
    rule: 'a file keeps to its length: source 400, use-case 160, test 500',
    path: 'apps/api/src/a.css',
    text: lines(401),
  },
  {
    rule: 'a file keeps to its length: source 400, use-case 160, test 500',
    path: 'packages/core/src/usecases/booking/a.ts',
    text: lines(161),
  },
  {
    rule: 'a file keeps to its length: source 400, use-case 160, test 500',
    path: 'apps/api/test/a.int.test.ts',
    text: lines(501),
  },
  {
    rule: 'a function has at most 70 lines, a React component 200',
    path: 'apps/api/src/b.ts',
    text: longFunction('function b()', 71),
  },
  {
    rule: 'a function has at most 70 lines, a React component 200',
    path: 'apps/api/src/c.ts',
    text: longFunction('const c = async () =>', 71),
  },
  {
    rule: 'a function has at most 70 lines, a React component 200',
    path: 'apps/api/src/d.ts',
    text: `const d = {\n${longFunction('go()', 71)}};\n`,
  },
  {
    rule: 'a function has at most 70 lines, a React component 200',
    path: 'apps/api/src/e.test.ts',
    text: longFunction("it('does much', () =>", 71).replace(/\}\n$/, '});\n'),
  },
  {
    rule: 'a function has at most 70 lines, a React component 200',
    path: 'apps/web/src/f.tsx',
    text: longFunction('function Page()', 201),
  },
  {
    rule: 'a function has at most 70 lines, a React component 200',
    path: 'apps/web/src/g.tsx',
    text: longFunction('function useRows()', 71),
  },
  { rule: 'a file name says what is inside', path: 'apps/api/src/utils.ts', text: '' },
  { rule: 'a file name says what is inside', path: 'apps/api/src/common/money.ts', text: '' },
  { rule: 'a file name says what is inside', path: 'apps/api/src/session-manager.ts', text: '' },
  { rule: 'there is no any', path: 'apps/api/src/h.ts', text: 'export const h: any = 1;\n' },
  {
    rule: 'there is no any',
    path: 'apps/api/src/i.test.ts',
    text: 'const i = JSON.parse("1") satisfies Array<any>;\n',
  },
  {
    rule: 'what is not an error is a factory, not a class',
    path: 'apps/api/src/x.ts',
    text: 'export class Basket {\n  readonly items = [];\n}\n',
  },
  {
    rule: 'what is not an error is a factory, not a class',
    path: 'apps/api/test/y.int.test.ts',
    text: 'const made = new (class extends Basket {})();\n',
  },
  { rule: 'constants are camelCase', path: 'apps/api/src/z.ts', text: 'export const LONGEST_MS = 5;\n' },
  { rule: 'constants are camelCase', path: 'apps/web/src/z.tsx', text: 'const URL = "/trpc";\n' },
  {
    rule: 'at most 0.3 casts in 1,000 lines',
    path: 'apps/api/src/j.ts',
    text: lines(6, 'export const j = (1 as unknown) as string;'),
  },
  {
    rule: 'a function of the database has at most 70 lines',
    path: 'packages/db/sql/50-booking/long.sql',
    text: sqlFunction(71),
  },
  {
    rule: 'a function of the database has at most 70 lines',
    path: 'packages/db/migrations/0001-foundation/long.sql',
    text: sqlFunction(71).replaceAll('$$', '$body$').replace('create', 'create or replace'),
  },
  {
    rule: 'no checker is silenced but where it is named',
    path: 'apps/api/src/k.ts',
    text: '// @ts-ignore\n',
  },
  {
    rule: 'no checker is silenced but where it is named',
    path: 'apps/web/src/l.tsx',
    text: '// biome-ignore lint/style/noEnum: x\n',
  },
  {
    rule: 'no checker is silenced but where it is named',
    path: 'apps/web/src/m.ts',
    text: '/* eslint-disable */\n',
  },
  {
    rule: 'no checker is silenced but where it is named',
    path: 'apps/web/src/n.ts',
    text: '// @ts-expect-error wrong\n',
  },
  {
    rule: 'something raises every error code',
    path: 'packages/core/src/raise.ts',
    text: "throw new AppError('CONFLICT');\n",
  },
  {
    rule: 'something raises every error code',
    path: 'packages/db/sql/10-refuse.sql',
    text: '-- nothing\n',
  },
  {
    rule: 'nothing is left for later without an ADR',
    path: 'packages/db/migrations/a.sql',
    text: '-- TODO index\n',
  },
  { rule: 'nothing is left for later without an ADR', path: 'apps/api/src/o.ts', text: '// FIXME later\n' },
  {
    rule: 'every package is pinned to one version',
    path: 'packages/db/package.json',
    text: manifest({ dependencies: { pg: '^8.0.0' } }),
  },
  {
    rule: 'every package is pinned to one version',
    path: 'apps/web/package.json',
    text: manifest({ devDependencies: { vite: 'latest' } }),
  },
  {
    rule: 'every package is pinned to one version',
    path: 'apps/web/package.json',
    text: manifest({ dependencies: { '@holdfast/contract': '1.2.3' } }),
  },
  {
    rule: 'the version stands in one place',
    path: 'packages/db/package.json',
    text: manifest({ version: '1.2.3' }),
  },
  {
    rule: 'the version stands in one place',
    path: 'apps/api/src/w.ts',
    text: "export const release = 'holdfast@1.2.3';\n",
  },
  { rule: 'every manifest names the license', path: 'packages/db/package.json', text: '{}' },
  { rule: 'every cited ADR exists', path: 'apps/api/src/p.ts', text: '// see ADR 0099\n' },
  {
    rule: 'every ADR is complete and has its own number',
    path: 'docs/adr/0002-half.md',
    text: decision.replace('## Options', ''),
  },
  { rule: 'every ADR is complete and has its own number', path: 'docs/adr/0001-twin.md', text: decision },
  { rule: 'every test runs', path: 'apps/api/test/q.int.test.ts', text: "it.skip('later', () => {});\n" },
  { rule: 'every test runs', path: 'apps/api/src/r.test.ts', text: "describe.only('this', () => {});\n" },
  {
    rule: 'no text names a folder of one machine',
    path: 'apps/api/src/s.ts',
    text: "export const s = '/tmp/x';\n",
  },
  { rule: 'no text names a folder of one machine', path: 'docs/t.md', text: 'Clone it into /root first.\n' },
  {
    rule: 'no registry is written down',
    path: 'package-lock.json',
    text: '{ "resolved": "https://npm.test/x.tgz" }\n',
  },
  {
    rule: 'SQL lives in packages/db',
    path: 'packages/core/src/usecases/v.ts',
    text: 'export const v = (tx: Tx) => sql<Row>`select 1`.execute(tx);\n',
  },
  {
    rule: 'SQL lives in packages/db',
    path: 'packages/core/src/usecases/w.ts',
    text: "export const w = (tx: Tx) =>\n  tx\n    .insertInto('audit_log')\n    .execute();\n",
  },
  {
    rule: 'SQL lives in packages/db',
    path: 'apps/api/src/x.ts',
    text: "export const x = pool.query<{ n: number }>(\n  'select 1 as n',\n);\n",
  },
  {
    rule: 'SQL lives in packages/db',
    path: 'packages/core/src/usecases/y.ts',
    text: "export const y = 'select (held.booking).* from hold_slot($1) as held';\n",
  },
  {
    rule: 'business time has one clock',
    path: 'packages/db/sql/50-booking/z.sql',
    text: 'create view z as select id from bookings where hold_expires_at <= now();\n',
  },
  {
    rule: 'business time has one clock',
    path: 'packages/core/src/domain/z.ts',
    text: 'export const isLate = (startsAtMs: number) => startsAtMs < Date.now();\n',
  },
  {
    rule: 'a provider is named in its own folder and in the lists',
    path: 'packages/core/src/usecases/z.ts',
    text: "export const z = headers.get('x-razorpay-signature');\n",
  },
  {
    rule: 'a provider is named in its own folder and in the lists',
    path: 'packages/db/sql/50-booking/z.sql',
    text: "insert into payments (rail) values ('razorpay');\n",
  },
  {
    rule: 'a provider is named in its own folder and in the lists',
    path: 'apps/web/src/features/z.tsx',
    text: 'export const Z = () => <p>Pay by Razorpay</p>;\n',
  },
  { rule: 'no registry is written down', path: '.npmrc', text: 'registry=https://npm.test\n' },
  {
    rule: 'every path cited in the documents exists',
    path: 'docs/u.md',
    text: 'See `packages/core/src/gone.ts`.\n',
  },
  {
    rule: 'every path cited in the documents exists',
    path: 'CONTRIBUTING.md',
    text: 'See `docs/gone.md:4`.\n',
  },
  {
    rule: 'every link in the documents leads to a file',
    path: 'docs/v.md',
    text: '[gone](runbooks/gone.md)\n',
  },
];
