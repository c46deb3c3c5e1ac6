import { oneClock, realClocksAreRead } from './clock-rules.ts';
import { citedPathsExist, decisionsAreComplete, linkedFilesExist } from './docs-rules.ts';
import { exactPins, oneLicense, oneVersion } from './manifest-rules.ts';
import { proseIsPlain } from './prose-rules.ts';
import { providersStayHome } from './provider-rules.ts';
import { wordExemptionsExist, wordsAreNamed } from './quoted-words.ts';
import { fileLength, fileNames, rootEntries } from './size-rules.ts';
import { sqlFunctionLength } from './sql-rules.ts';
import { sqlLivesInDb } from './storage-rules.ts';
import { constantsAreQuiet, factoriesNotClasses, namedClassesExist } from './style-rules.ts';
import { castShare, functionLength, namedCastsAreNeeded, noAny } from './syntax-rules.ts';
import { testRatio } from './test-ratio.ts';
import {
  citedDecisionsExist,
  everyTestRuns,
  exceptionsAreUsed,
  noLooseEnds,
  noMachinePaths,
  noRegistryHosts,
  noSilencers,
} from './text-rules.ts';
import type { Rule } from './tree.ts';
import { errorCodesAreRaised, wordsAreWritten } from './word-rules.ts';

/** Rules for every file; CONTRIBUTING.md gives the reasons. */
export const tidyRules = {
  'a file keeps to its length: source 400, use-case 160, test 500': fileLength,
  'a function has at most 70 lines, a React component 200': functionLength,
  'the root shows at most 18 entries': rootEntries,
  'every package is pinned to one version': exactPins,
  'the version stands in one place': oneVersion,
  'every manifest names the license': oneLicense,
  'a file name says what is inside': fileNames,
  'there is no any': noAny,
  'what is not an error is a factory, not a class': (tree) => factoriesNotClasses(tree),
  'constants are camelCase': constantsAreQuiet,
  'a function of the database has at most 70 lines': sqlFunctionLength,
  'at most 0.3 casts in 1,000 lines': castShare,
  'a room keeps its share of tests': (tree) => testRatio(tree),
  'no checker is silenced but where it is named': (tree) => noSilencers(tree),
  'every named exception is needed': (tree) => [
    ...exceptionsAreUsed(tree),
    ...namedCastsAreNeeded(tree),
    ...realClocksAreRead(tree),
    ...namedClassesExist(tree),
    ...wordExemptionsExist(tree),
  ],
  'something raises every error code': errorCodesAreRaised,
  'something writes every state, reason, kind and subject': (tree) => wordsAreWritten(tree),
  'a state, role, capability or message kind is named, never quoted': wordsAreNamed,
  'nothing is left for later without an ADR': noLooseEnds,
  'every cited ADR exists': citedDecisionsExist,
  'every ADR is complete and has its own number': decisionsAreComplete,
  'SQL lives in packages/db': sqlLivesInDb,
  'business time has one clock': (tree) => oneClock(tree),
  'a provider is named in its own folder and in the lists': providersStayHome,
  'the words of the glossary are used': proseIsPlain,
  'every test runs': everyTestRuns,
  'no text names a folder of one machine': noMachinePaths,
  'no registry is written down': noRegistryHosts,
  'every path cited in the documents exists': citedPathsExist,
  'every link in the documents leads to a file': linkedFilesExist,
} satisfies Record<string, Rule>;

export type RuleName = keyof typeof tidyRules;
