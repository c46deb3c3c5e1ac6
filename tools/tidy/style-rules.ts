import ts from 'typescript';
import { parse } from './syntax-rules.ts';
import { type Complaint, isCode, type RepoTree, type TextFile } from './tree.ts';

export interface NamedClass {
  readonly name: string;
  readonly why: string;
}

/** Libraries call these with `new` or extend them, so they must be classes. */
export const demandedClasses: readonly NamedClass[] = [
  { name: 'ErrorBoundary', why: 'React catches errors of its children in class components only' },
  { name: 'FakeCheckout', why: "the page says `new Razorpay(…)`, as the provider's script wants it" },
  { name: 'FetchEventSource', why: 'the tRPC client says `new EventSource(…)`' },
  { name: 'ListeningEventSource', why: 'the tRPC client says `new EventSource(…)`' },
  { name: 'Razorpay', why: "a page says `new Razorpay(…)`, as the provider's script wants it" },
  { name: 'SilentObserver', why: "Mantine says `new ResizeObserver(…)`, a browser's class" },
];

interface Found {
  readonly name: string;
  readonly path: string;
  readonly line: number;
}

const at = (file: TextFile, source: ts.SourceFile, node: ts.Node, name: string): Found => ({
  name,
  path: file.path,
  line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1,
});

/** Named and anonymous classes, except errors: `instanceof` needs a class. */
function classesIn(file: TextFile): Found[] {
  const source = parse(file);
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node)) {
      const base = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
      const isError = /Error$/.test(base?.types[0]?.expression.getText() ?? '');
      if (!isError) found.push(at(file, source, node, node.name?.text ?? 'a nameless class'));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Module constants in UPPER_CASE. */
function loudConstantsIn(file: TextFile): Found[] {
  const source = parse(file);
  return source.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) =>
    declarationList.declarations
      .filter(({ name }) => ts.isIdentifier(name) && /^[A-Z][A-Z\d]*(_[A-Z\d]+)*$/.test(name.text))
      .filter(({ name }) => name.getText().length > 1)
      .map((node) => at(file, source, node, node.name.getText())),
  );
}

const quick = (file: TextFile, word: RegExp): boolean => isCode(file) && word.test(file.text);

export function factoriesNotClasses(
  { files }: RepoTree,
  allowed: readonly string[] = demandedClasses.map(({ name }) => name),
): Complaint[] {
  return files
    .filter((file) => quick(file, /\bclass\b/))
    .flatMap(classesIn)
    .filter(({ name }) => !allowed.includes(name))
    .map(({ name, path, line }) => ({ path, line, says: `${name} is a class: write a factory` }));
}

export function constantsAreQuiet({ files }: RepoTree): Complaint[] {
  return files
    .filter((file) => quick(file, /^(export )?const [A-Z]/m))
    .flatMap(loudConstantsIn)
    .map(({ name, path, line }) => ({
      path,
      line,
      says: `${name}: constants are camelCase like all values`,
    }));
}

/** A class that is gone must leave the list. */
export function namedClassesExist({ files }: RepoTree): Complaint[] {
  const present = files.filter((file) => quick(file, /\bclass\b/)).flatMap(classesIn);
  return demandedClasses
    .map(({ name }) => name)
    .filter((name) => !present.some((one) => one.name === name))
    .map((name) => ({
      path: 'tools/tidy/style-rules.ts',
      says: `${name} is no class any more: take it out`,
    }));
}
