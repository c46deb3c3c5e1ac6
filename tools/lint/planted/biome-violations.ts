export interface PlantedCode {
  /** As biome names it in its report. */
  readonly rule: string;
  readonly file: string;
  readonly text: string;
}

const inNode = (rule: string, text: string): PlantedCode => ({
  rule,
  file: `packages/planted/src/${fileName(rule)}.ts`,
  text,
});

const inTest = (rule: string, text: string): PlantedCode => ({
  rule,
  file: `packages/planted/src/${fileName(rule)}.test.ts`,
  text: `import { expect, it } from 'vitest';\n\n${text}`,
});

const inWeb = (rule: string, text: string): PlantedCode => ({
  rule,
  file: `apps/web/src/${fileName(rule)}.tsx`,
  text,
});

function fileName(rule: string): string {
  const name = rule.slice(rule.lastIndexOf('/') + 1);
  return name.replace(/[A-Z]+/g, (letters) => `-${letters.toLowerCase()}`);
}

const branches = Array.from({ length: 20 }, (_, index) => `  if (value === ${index}) return ${index};`).join(
  '\n',
);

/** One violation for each rule that biome.json turns on by name, and for the ones of the preset we count on. */
export const biomeViolations: readonly PlantedCode[] = [
  inNode('format', `export const value = "double"\n`),
  inNode(
    'assist/source/organizeImports',
    `import { join } from 'node:path';\nimport { rm } from 'node:fs';\n\nexport const both = [join, rm];\n`,
  ),
  inNode(
    'lint/complexity/noExcessiveCognitiveComplexity',
    `export function long(value: number): number {\n${branches}\n  return -1;\n}\n`,
  ),
  inNode(
    'lint/correctness/noUnusedFunctionParameters',
    `export function one(value: number): number {\n  return 1;\n}\n`,
  ),
  inNode('lint/correctness/noUnusedImports', `import { join } from 'node:path';\n\nexport const one = 1;\n`),
  inNode(
    'lint/correctness/noUnusedPrivateClassMembers',
    `export class Box {\n  #unused = 1;\n  readonly used = 2;\n}\n`,
  ),
  inNode('lint/correctness/noUnusedVariables', `const unused = 1;\n\nexport const one = 1;\n`),
  inNode(
    'lint/nursery/noFloatingPromises',
    `export async function wait(): Promise<number> {\n  return 1;\n}\n\nexport function go(): void {\n  wait();\n}\n`,
  ),
  inNode(
    'lint/nursery/noMisusedPromises',
    `async function wait(): Promise<number> {\n  return 1;\n}\n\nexport function go(): number {\n  if (wait()) return 1;\n  return 2;\n}\n`,
  ),
  inNode(
    'lint/nursery/useExhaustiveSwitchCases',
    `type Side = 'left' | 'right';\n\nexport function turn(side: Side): void {\n  switch (side) {\n    case 'left':\n      break;\n  }\n}\n`,
  ),
  inNode('lint/performance/noBarrelFile', `export { join } from 'node:path';\n`),
  inNode('lint/performance/noReExportAll', `export const one = 1;\nexport * from 'node:path';\n`),
  inNode('lint/security/noGlobalEval', `export const one: unknown = eval('1');\n`),
  inNode('lint/style/noCommonJs', `export const path: unknown = require('node:path');\n`),
  inNode('lint/style/noEnum', `export enum Side {\n  Left = 'left',\n}\n`),
  inNode(
    'lint/style/noInferrableTypes',
    `export function next(value: number = 1): number {\n  return value + 1;\n}\n`,
  ),
  inNode('lint/style/noNamespace', `export namespace Room {\n  export const one = 1;\n}\n`),
  inNode(
    'lint/style/noNonNullAssertion',
    `export function first(values: string[]): string {\n  return values[0]!;\n}\n`,
  ),
  inNode(
    'lint/style/noParameterAssign',
    `export function next(value: number): number {\n  value += 1;\n  return value;\n}\n`,
  ),
  inNode(
    'lint/style/noParameterProperties',
    `export class Box {\n  constructor(readonly value: number) {\n    Object.freeze(this);\n  }\n}\n`,
  ),
  inNode('lint/style/noProcessEnv', `export const home = process.env.HOME;\n`),
  inNode(
    'lint/style/noUselessElse',
    `export function sign(value: number): number {\n  if (value < 0) {\n    return -1;\n  } else {\n    return 1;\n  }\n}\n`,
  ),
  inNode('lint/style/useConsistentArrayType', `export const values: Array<string> = [];\n`),
  inNode('lint/style/useConsistentTypeDefinitions', `export type Box = { readonly value: number };\n`),
  inNode('lint/style/useConst', `let one = 1;\n\nexport const two = one + 1;\n`),
  inNode(
    'lint/style/useErrorCause',
    `export function parse(text: string): unknown {\n  try {\n    return JSON.parse(text);\n  } catch (error) {\n    throw new Error('not JSON');\n  }\n}\n`,
  ),
  inNode(
    'lint/style/useExportType',
    `import type { Stats } from 'node:fs';\n\nexport const one = 1;\nexport { Stats };\n`,
  ),
  {
    rule: 'lint/style/useFilenamingConvention',
    file: 'packages/planted/src/notKebab.ts',
    text: 'export const one = 1;\n',
  },
  inNode(
    'lint/style/useImportType',
    `import { Stats } from 'node:fs';\n\nexport function size(stats: Stats): number {\n  return stats.size;\n}\n`,
  ),
  inNode(
    'lint/style/useNodejsImportProtocol',
    `import { join } from 'path';\n\nexport const paths = [join];\n`,
  ),
  inNode('lint/style/useThrowOnlyError', `export function fail(): never {\n  throw 'text';\n}\n`),
  inNode('lint/suspicious/noConsole', `console.log('here');\n`),
  inNode('lint/suspicious/noDebugger', `debugger;\n`),
  inNode(
    'lint/suspicious/noDoubleEquals',
    `export function same(left: number, right: number): boolean {\n  return left == right;\n}\n`,
  ),
  inNode(
    'lint/suspicious/noEmptyBlockStatements',
    `export function parse(text: string): unknown {\n  try {\n    return JSON.parse(text);\n  } catch {}\n  return null;\n}\n`,
  ),
  inNode('lint/suspicious/noExplicitAny', `export const value: any = 1;\n`),
  inNode('lint/suspicious/noTsIgnore', `// @ts-ignore\nexport const value: string = 1;\n`),
  inNode('lint/suspicious/useErrorMessage', `export function fail(): never {\n  throw new Error();\n}\n`),
  inNode(
    'suppressions/unused',
    `// biome-ignore lint/suspicious/noConsole: nothing to silence\nexport const one = 1;\n`,
  ),
  inTest(
    'lint/suspicious/noExportsInTest',
    `export const one = 1;\n\nit('is one', () => expect(one).toBe(1));\n`,
  ),
  inTest('lint/suspicious/noFocusedTests', `it.only('is one', () => expect(1).toBe(1));\n`),
  inTest('lint/suspicious/noSkippedTests', `it.skip('is one', () => expect(1).toBe(1));\n`),
  {
    rule: 'lint/suspicious/noDuplicateTestHooks',
    file: 'packages/planted/src/hooks.test.ts',
    text: `import { beforeEach, describe, expect, it } from 'vitest';\n\nconst calls: number[] = [];\n\ndescribe('hooks', () => {\n  beforeEach(() => calls.push(1));\n  beforeEach(() => calls.push(2));\n  it('run', () => expect(calls).toEqual([1, 2]));\n});\n`,
  },
  inWeb('lint/a11y/useAltText', `export const Picture = () => <img src="/logo.png" />;\n`),
  inWeb(
    'lint/a11y/useKeyWithClickEvents',
    `export const Row = ({ go }: { go: () => void }) => <span onClick={go}>row</span>;\n`,
  ),
  inWeb('lint/a11y/useButtonType', `export const Button = () => <button>Pay</button>;\n`),
  inWeb(
    'lint/security/noDangerouslySetInnerHtml',
    `export const Text = ({ html }: { html: string }) => <p dangerouslySetInnerHTML={{ __html: html }} />;\n`,
  ),
  inWeb(
    'lint/correctness/useExhaustiveDependencies',
    `import { useEffect } from 'react';\n\nexport function Title({ text }: { text: string }) {\n  useEffect(() => {\n    document.title = text;\n  }, []);\n  return null;\n}\n`,
  ),
  inWeb(
    'lint/correctness/useHookAtTopLevel',
    `import { useState } from 'react';\n\nexport function Half({ on }: { on: boolean }) {\n  if (on) useState(1);\n  return null;\n}\n`,
  ),
];
