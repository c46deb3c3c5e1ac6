import ts from 'typescript';
import { type Complaint, isCode, isTest, type RepoTree, type TextFile } from './tree.ts';

const functionLines = 70;
const componentLines = 200;
/** Above this share of casts the types no longer carry the program. */
export const mostCastsPerKloc = 1;

const parsed = new WeakMap<TextFile, ts.SourceFile>();

function parse(file: TextFile): ts.SourceFile {
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

function nodesOf(source: ts.SourceFile): readonly ts.Node[] {
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

const lineOf = (source: ts.SourceFile, position: number): number =>
  source.getLineAndCharacterOfPosition(position).line + 1;

function nameOf(node: ts.FunctionLikeDeclaration): string {
  if (node.name) return node.name.getText();
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  return 'a nameless function';
}

/** `describe(…, () => { … })` holds tests, it is no function of its own. */
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

/** Casts of production code; `as const` is none. */
export function countCasts({ files }: RepoTree): CastCount {
  const production = files.filter(
    (file) => isCode(file) && !isTest(file.path) && !file.path.startsWith('tools/'),
  );
  const places = production.flatMap((file) => {
    const source = parse(file);
    return nodesOf(source)
      .filter(isCast)
      .map((node) => `${file.path}:${lineOf(source, node.getStart())}`);
  });
  const lines = production.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0);
  return { casts: places.length, lines, perKloc: lines === 0 ? 0 : (places.length * 1_000) / lines, places };
}

export function castShare(tree: RepoTree): Complaint[] {
  const { casts, lines, perKloc, places } = countCasts(tree);
  // Below a thousand lines one cast would already be too many.
  if (perKloc <= mostCastsPerKloc || casts < 2) return [];
  const says = `${casts} casts in ${lines} lines are ${perKloc.toFixed(2)} per 1,000; at most ${mostCastsPerKloc}`;
  return [{ path: '.', says: `${says}: ${places.join(', ')}` }];
}
