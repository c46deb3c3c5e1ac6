import {
  type Complaint,
  complainPerLine,
  isCode,
  isGenerated,
  isTest,
  type RepoTree,
  type TextFile,
} from './tree.ts';

/** Deliberate suppressions of a checker, with their reasons. */
export interface Exception {
  readonly path: string;
  readonly contains: string;
  readonly why: string;
}

export const silencedOnPurpose: readonly Exception[] = [
  {
    path: 'apps/web/src/features/board/parts/board-cards.tsx',
    contains: 'lint/a11y/useKeyWithClickEvents',
    why: "the list's own keys open a card",
  },
  {
    path: 'apps/web/src/components/slot-picker/day-strip.tsx',
    contains: 'lint/a11y/useSemanticElements',
    why: 'a fieldset cannot be laid out as a grid in every browser',
  },
  {
    path: 'apps/web/src/features/operator/webhooks/webhook-panel.tsx',
    contains: 'lint/a11y/noNoninteractiveTabindex',
    why: 'what scrolls must be reachable by keyboard',
  },
];

/** These folders contain the forbidden patterns in order to check for them. */
const aboutRules = /^tools\/(tidy|lint)\//;

const rulesApplyTo = ({ path }: TextFile): boolean => !aboutRules.test(path) && !isGenerated(path);

/** Comments that suppress a checker, in any language of the repository. */
const silencer = /@ts-ignore|@ts-nocheck|eslint-disable|biome-ignore/;

export function noSilencers({ files }: RepoTree, exceptions = silencedOnPurpose): Complaint[] {
  const spared = (path: string, line: string): boolean =>
    exceptions.some((exception) => exception.path === path && line.includes(exception.contains));
  const checked = files.filter(
    (file) => rulesApplyTo(file) && (isCode(file) || /\.(css|html)$/.test(file.path)),
  );
  return checked.flatMap((file) => [
    ...complainPerLine(file, silencer, ({ 0: what, input }) =>
      spared(file.path, input) ? null : `${what}: fix the cause, or list it in tools/tidy/text-rules.ts`,
    ),
    ...complainPerLine(file, /@ts-expect-error/, ({ 0: what }) =>
      isTest(file.path) ? null : `${what} belongs into a test of types`,
    ),
  ]);
}

/** An unused exception would allow a new suppression. */
export function exceptionsAreUsed({ files }: RepoTree, exceptions = silencedOnPurpose): Complaint[] {
  return exceptions
    .filter(({ path, contains }) => !files.some((file) => file.path === path && file.text.includes(contains)))
    .map(({ path, contains }) => ({
      path,
      says: `the named exception "${contains}" is not needed any more`,
    }));
}

/** Work for later is recorded in an ADR, not in a comment. */
export function noLooseEnds({ files }: RepoTree): Complaint[] {
  const checked = files.filter(
    (file) => rulesApplyTo(file) && (isCode(file) || /\.(sql|css|html)$/.test(file.path)),
  );
  return checked.flatMap((file) =>
    complainPerLine(
      file,
      /\b(TODO|FIXME|HACK|XXX)\b(?!.*\bADR \d{4}\b)/,
      ([, word]) => `${word} without its ADR`,
    ),
  );
}

export function citedDecisionsExist({ files, paths }: RepoTree): Complaint[] {
  const known = new Set([...paths].flatMap((path) => /^docs\/adr\/(\d{4})-/.exec(path)?.[1] ?? []));
  return files
    .filter(rulesApplyTo)
    .flatMap((file) =>
      complainPerLine(file, /\bADR (\d{4})\b/, ([, number = '']) =>
        known.has(number) ? null : `no ADR ${number} in docs/adr`,
      ),
    );
}

/** A test that does not run proves nothing. */
export function everyTestRuns({ files }: RepoTree): Complaint[] {
  const switchedOff =
    /\b(?:it|test|describe|suite)\.(?:skip|only|todo|skipIf|runIf|fails)\b|\bx(?:it|describe)\(/;
  return files
    .filter((file) => rulesApplyTo(file) && isTest(file.path))
    .flatMap((file) => complainPerLine(file, switchedOff, ([what]) => `${what}: a test runs or goes`));
}

export function noMachinePaths({ files }: RepoTree): Complaint[] {
  const folder = /(?<![\w./~-])\/(?:work|tmp|root|home\/[a-z]|Users\/[A-Za-z])(?![\w-])/;
  return files
    .filter((file) => rulesApplyTo(file) && file.path !== 'package-lock.json')
    .flatMap((file) => complainPerLine(file, folder, ([what]) => `"${what}" exists on one machine only`));
}

/** Packages come from the configured registry; the lock names no host. */
export function noRegistryHosts({ files }: RepoTree): Complaint[] {
  const lock = files.filter(({ path }) => path === 'package-lock.json');
  const npmrc = files.filter(({ path }) => path.endsWith('.npmrc'));
  return [
    ...lock.flatMap((file) => complainPerLine(file, /"resolved": "[a-z+]+:/, () => 'a host in the lock')),
    ...npmrc.flatMap((file) => complainPerLine(file, /registry\s*=/, () => 'a registry')),
  ];
}
