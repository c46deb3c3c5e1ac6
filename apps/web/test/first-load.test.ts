// @vitest-environment node
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { beforeAll, describe, expect, it, vi } from 'vitest';

const root = join(import.meta.dirname, '..');
const kilobyte = 1024;
/** Compressed size of script and style on a first visit. Raise it only with a reason. */
const budget = { script: 215 * kilobyte, style: 24 * kilobyte };

let files: Rolldown.RolldownOutput['output'];

beforeAll(async () => {
  // The test runner's own environment would bring the slow, large build of React.
  vi.stubEnv('NODE_ENV', 'production');
  const result = await build({ root, logLevel: 'silent', build: { write: false } });
  const [first] = Array.isArray(result) ? result : [result];
  if (!first || !('output' in first)) throw new Error('nothing was built');
  vi.unstubAllEnvs();
  files = first.output;
}, 120_000);

function chunks(): Rolldown.OutputChunk[] {
  return files.filter((file) => file.type === 'chunk');
}

/** The entry and everything that it imports before it runs. */
function firstChunks(): Rolldown.OutputChunk[] {
  const all = new Map(chunks().map((chunk) => [chunk.fileName, chunk]));
  const wanted = new Set(chunks().filter(({ isEntry }) => isEntry));
  for (const chunk of wanted) {
    for (const name of chunk.imports) {
      const imported = all.get(name);
      if (imported) wanted.add(imported);
    }
  }
  return [...wanted];
}

const modulesOf = (some: readonly Rolldown.OutputChunk[]): string[] =>
  some.flatMap(({ moduleIds }) => moduleIds);

describe('the page as it is sent', () => {
  it('contains no server code: the router is imported as a type only', () => {
    const modules = modulesOf(chunks());
    expect(modules.length).toBeGreaterThan(200);
    const serverSide =
      /contract\/src\/trpc\/|trpc-to-openapi|zod-openapi|@trpc\/server\/dist\/(adapters|initTRPC)/;
    expect(modules.filter((id) => serverSide.test(id))).toEqual([]);
  });

  it('contains no fakes and no component gallery', () => {
    const developersOwn = /\/src\/(testing|dev)\/|\/gallery\.html|axe-core/;
    expect(modulesOf(chunks()).filter((id) => developersOwn.test(id))).toEqual([]);
    expect(
      files.filter(({ fileName }) => /gallery|fake/.test(fileName)).map(({ fileName }) => fileName),
    ).toEqual([]);
  });

  it('loads what a patient needs first, without schemas and staff pages', () => {
    // A screen's declaration is its route; the screen itself comes when it is opened.
    const first = modulesOf(firstChunks()).filter((id) => !id.endsWith('.screen.ts'));
    expect(
      first.filter((id) =>
        /node_modules\/zod\/|features\/(board|cash-desk|operator|payment-accounts)\/|frames\/staff\//.test(
          id,
        ),
      ),
    ).toEqual([]);
  });

  it('stays small', () => {
    const script = firstChunks().reduce((sum, { code }) => sum + gzipSync(code).length, 0);
    const [style] = files.filter((file) => file.type === 'asset' && /index-.*\.css$/.test(file.fileName));
    const styleSize = style?.type === 'asset' ? gzipSync(style.source).length : Number.POSITIVE_INFINITY;
    expect(script).toBeLessThan(budget.script);
    expect(styleSize).toBeLessThan(budget.style);
  });
});

describe('styles of the library', () => {
  const require = createRequire(import.meta.url);
  const styles = join(require.resolve('@mantine/core/styles.css'), '..', 'styles');
  const listed = readFileSync(join(root, 'src/styles/patient-parts.ts'), 'utf8');

  function sources(folder: string): string[] {
    return readdirSync(join(root, 'src', folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.tsx') && !file.endsWith('.test.tsx'))
      .map((file) => join(folder, file));
  }

  /** Components that only staff pages use. */
  const ofStaff =
    /frames\/staff\/|side-panel|components\/(money-input|reason)\/|filter-pills|qr-code|seen-money/;
  const staffFeatures = ['board', 'cash-desk', 'operator', 'payment-accounts'];
  const features = readdirSync(join(root, 'src/features')).filter((name) => !staffFeatures.includes(name));
  const pages = [
    ...sources('components'),
    ...sources('frames'),
    ...features.flatMap((name) => sources(`features/${name}`)),
  ];

  it('are loaded for every component that patient pages use', () => {
    const texts = pages
      .filter((file) => !ofStaff.test(file))
      .map((file) => readFileSync(join(root, 'src', file), 'utf8'));
    const imported = texts
      .flatMap((text) => [...text.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)])
      .flatMap(([, names = '']) => names.split(',').map((name) => name.trim()));
    // `<Radio.Card` has a file of its own, named RadioCard.
    const compounds = texts
      .flatMap((text) => [...text.matchAll(/<([A-Z]\w+)\.([A-Z]\w+)/g)])
      .map(([, whole = '', part = '']) => `${whole}${part}`);
    const used = [...new Set([...imported, ...compounds])];
    const withStyles = used.filter((name) => existsSync(join(styles, `${name}.layer.css`)));
    expect(withStyles).toEqual(expect.arrayContaining(['Button', 'RadioCard', 'RadioIndicator']));
    expect(withStyles.filter((name) => !listed.includes(`/${name}.layer.css'`))).toEqual([]);
  });
});
