import '../../testing/dom.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanup, render, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { allLocales, changeLocale, startI18n } from '../../i18n/i18n.ts';
import { setScreenWidth } from '../../testing/screen-width.ts';
import { GalleryFrame } from './gallery-frame.tsx';
import type { Specimen } from './specimen.ts';
import { SpecimenStand } from './specimen-stand.tsx';
import { specimens } from './specimens.ts';

beforeAll(async () => {
  setScreenWidth(1440);
  await startI18n();
});
afterEach(cleanup);

async function show(specimen: Specimen, scheme: 'light' | 'dark'): Promise<HTMLElement> {
  const { container } = render(
    <GalleryFrame scheme={scheme}>
      <section aria-label="specimen">
        <SpecimenStand specimen={specimen} />
      </section>
    </GalleryFrame>,
  );
  await waitFor(() => expect(container.querySelector('section')?.innerHTML).toMatch(/./));
  return container;
}

/** Colour rules need a layout, which jsdom lacks; rules about whole pages do not apply to one component. */
const notHere = ['color-contrast', 'region', 'page-has-heading-one', 'heading-order', 'landmark-one-main'];
const rules = Object.fromEntries(notHere.map((rule) => [rule, { enabled: false }]));

const byComponent = [...Map.groupBy(specimens, ({ component }) => component)];

describe.each(allLocales)('in %s', (locale) => {
  beforeAll(() => changeLocale(locale));

  describe.each(['light', 'dark'] as const)('on %s', (scheme) => {
    it.each(byComponent)(
      '%s can be used by everybody in each of its states',
      async (_, states) => {
        for (const specimen of states) {
          const container = await show(specimen, scheme);
          const { violations } = await axe.run(container, { rules });
          const found = violations.map(({ id, nodes }) => `${specimen.state}: ${id} ${nodes[0]?.html}`);
          expect(found).toEqual([]);
          cleanup();
        }
      },
      120_000,
    );
  });
});

it('finds accessibility problems in a faulty specimen', async () => {
  const faulty = { component: 'Faulty', state: 'planted', render: () => <input /> };
  const { violations } = await axe.run(await show(faulty, 'light'), { rules });
  expect(violations.map(({ id }) => id)).toEqual(['label']);
});

/** Components that have no specimen, and why. */
const notShown: Readonly<Record<string, string>> = {
  ErrorBoundary: 'shows CrashState',
  ListWithPanel: 'stands in the specimen of SidePanel',
  MenuItemLink: 'stands in a menu only: AccountMenu',
  LazyAccountMenu: 'fetches AccountMenu',
  ClinicPage: 'reads the clinic of the page around it: `vite --mode fake`',
  RequireLogin: 'shows a page or leads away from it',
  ShellProvider: 'has no look',
  StaffShell: 'surrounds a whole page: `vite --mode fake`',
  PatientShell: 'surrounds a whole page: `vite --mode fake`',
  StickyAction: 'sticks to the bottom of a whole page: `vite --mode fake`',
  KeySheet: 'a dialog above a whole page: `vite --mode fake`',
  ReasonDialog: 'a dialog above a whole page: `vite --mode fake`',
};

it('shows every component that features share', () => {
  const source = join(import.meta.dirname, '..', '..');
  const exported = ['components', 'frames'].flatMap((folder) =>
    readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.tsx') && !file.endsWith('.test.tsx'))
      .flatMap((file) => {
        const text = readFileSync(join(source, folder, file), 'utf8');
        return [...text.matchAll(/^export (?:function|class|const) ([A-Z][A-Za-z]+)/gm)].map(
          ([, name]) => name,
        );
      }),
  );
  const shown = new Set(specimens.map(({ component }) => component));
  expect(exported.length).toBeGreaterThan(40);
  expect(exported.filter((name = '') => !shown.has(name) && !(name in notShown))).toEqual([]);
  expect(Object.keys(notShown).filter((name) => !exported.includes(name) || shown.has(name))).toEqual([]);
});
