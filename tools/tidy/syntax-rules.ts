import ts from 'typescript';
import { type Complaint, isCode, isTest, type RepoTree, type TextFile } from './tree.ts';

const functionLines = 70;
const componentLines = 200;
/** Above this share of casts the types no longer guarantee much. */
const mostCastsPerKloc = 0.3;

export interface CastException {
  readonly path: string;
  readonly casts: number;
  readonly why: string;
}

/** Casts around incomplete library typings; each is checked at run time. */
export const namedCasts: readonly CastException[] = [
  {
    path: 'packages/providers/src/queue/bee-connection.ts',
    casts: 4,
    why: "bee-queue's typings have neither its client, nor its scripts, nor all of redis v3's settings",
  },
  {
    path: 'packages/providers/src/razorpay/client.ts',
    casts: 2,
    why: "the SDK's inner HTTP client is reached for time-out and headers; a check fails when it moves",
  },
];

const parsed = new WeakMap<TextFile, ts.SourceFile>();

export function parse(file: TextFile): ts.SourceFile {
  const known = parsed.get(file);
  if (known) return known;
  const source = parseAnew(file);
  parsed.set(file, source);
  return source;
}

function parseAnew({ path, text }: TextFile): ts.SourceFile {
  const kind = path.endsWith('x')
    ? ts.ScriptKind.TSX
    : /\.[mc]?js$/.test(path)
      ? ts.ScriptKind.JS
      : ts.ScriptKind.TS;
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
}

const nodesRead = new WeakMap<ts.SourceFile, readonly ts.Node[]>();

export function nodesOf(source: ts.SourceFile): readonly ts.Node[] {
  const known = nodesRead.get(source);
  if (known) return known;
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  nodesRead.set(source, nodes);
  return nodes;
}

export const lineOf = (source: ts.SourceFile, position: number): number =>
  source.getLineAndCharacterOfPosition(position).line + 1;

function nameOf(node: ts.FunctionLikeDeclaration): string {
  if (node.name) return node.name.getText();
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  return 'a nameless function';
}

/** `describe(…, () => { … })` only groups tests; it does not count as a function. */
function isSuite(node: ts.FunctionLikeDeclaration): boolean {
  const { parent } = node;
  return ts.isCallExpression(parent) && /^describe\b/.test(parent.expression.getText());
}

function isFunction(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

export function functionLength({ files }: RepoTree): Complaint[] {
  return files.filter(isCode).flatMap((file) => {
    const source = parse(file);
    return nodesOf(source).flatMap((node) => {
      if (!isFunction(node) || (isTest(file.path) && isSuite(node))) return [];
      const first = lineOf(source, node.getStart());
      const has = lineOf(source, node.end) - first + 1;
      const name = nameOf(node);
      const isComponent = file.path.endsWith('.tsx') && /^[A-Z]/.test(name);
      const most = isComponent ? componentLines : functionLines;
      return has > most
        ? [{ path: file.path, line: first, says: `${name} has ${has} lines; at most ${most}` }]
        : [];
    });
  });
}

export function noAny({ files }: RepoTree): Complaint[] {
  return files.filter(isCode).flatMap((file) => {
    const source = parse(file);
    const any = nodesOf(source).filter((node) => node.kind === ts.SyntaxKind.AnyKeyword);
    return any.map((node) => ({ path: file.path, line: lineOf(source, node.getStart()), says: '`any`' }));
  });
}

function isCast(node: ts.Node): boolean {
  if (ts.isTypeAssertionExpression(node)) return true;
  return ts.isAsExpression(node) && !ts.isConstTypeReference(node.type);
}

export interface CastCount {
  readonly casts: number;
  readonly lines: number;
  readonly perKloc: number;
  readonly places: readonly string[];
}

function castsIn(file: TextFile): string[] {
  const source = parse(file);
  return nodesOf(source)
    .filter(isCast)
    .map((node) => `${file.path}:${lineOf(source, node.getStart())}`);
}

/** Casts in production code, except the named ones; `as const` does not count. */
export function countCasts({ files }: RepoTree): CastCount {
  const production = files.filter(
    (file) => isCode(file) && !isTest(file.path) && !file.path.startsWith('tools/'),
  );
  const places = production.flatMap((file) =>
    castsIn(file).slice(namedCasts.find(({ path }) => path === file.path)?.casts ?? 0),
  );
  const lines = production.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0);
  return { casts: places.length, lines, perKloc: lines === 0 ? 0 : (places.length * 1_000) / lines, places };
}

export function castShare(tree: RepoTree): Complaint[] {
  const { casts, lines, perKloc, places } = countCasts(tree);
  // Below a thousand lines a single cast would exceed the share.
  if (perKloc <= mostCastsPerKloc || casts < 2) return [];
  const says = `${casts} casts in ${lines} lines are ${perKloc.toFixed(2)} per 1,000; at most ${mostCastsPerKloc}`;
  return [{ path: '.', says: `${says}: ${places.join(', ')}` }];
}

/** An entry for a removed cast would allow a new one. */
export function namedCastsAreNeeded({ files }: RepoTree, exceptions = namedCasts): Complaint[] {
  return exceptions.flatMap(({ path, casts }) => {
    const file = files.find((one) => one.path === path);
    const has = file ? castsIn(file).length : 0;
    return has < casts ? [{ path, says: `${casts} named casts, but ${has} are needed` }] : [];
  });
}
