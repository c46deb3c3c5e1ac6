import { capabilities, clinicRoles } from '@holdfast/contract/auth/capabilities';
import { messageKinds } from '@holdfast/contract/message/message-kinds';
import { providerAccountMachine } from '@holdfast/contract/payment/provider-account.states';
import ts from 'typescript';
import { machines } from './contract-words.ts';
import { lineOf, nodesOf, parse } from './syntax-rules.ts';
import { type Complaint, isCode, isGenerated, isTest, type RepoTree, type TextFile } from './tree.ts';

const states = new Set<string>(machines.flatMap(({ states: all }) => [...all]));
const roles = new Set<string>(clinicRoles);
const kinds = new Set<string>(messageKinds);
const known = new Set<string>(capabilities);

/** The words of each SQL function that names them. */
const namers = new Map<string, ReadonlySet<string>>([
  ...machines.map(({ name, states: own }) => [`${name}_state`, new Set<string>(own)] as const),
  // Named by its function, but not looked for: its states are everyday words of other rows too.
  ['provider_account_state', new Set<string>(providerAccountMachine.states)],
  ['clinic_role', roles],
  ['message_kind', kinds],
]);
const askers = new Set(['capability_roles', 'actor_clinics_with', 'roles_with']);

interface Exemption {
  /** A file, or a folder with its slash. */
  readonly path: string;
  readonly why: string;
}

const exemptions: readonly Exemption[] = [
  { path: 'packages/contract/src/', why: 'the literals themselves, and the schemas beside them' },
  { path: 'packages/db/migrations/', why: 'sealed: what was true when it was applied' },
  { path: 'packages/providers/src/', why: 'the words of a provider on the wire' },
  { path: 'apps/sandbox/', why: 'plays the providers in their own words' },
  { path: 'packages/core/src/ports/', why: 'what a provider reports, not what a row is' },
  {
    path: 'packages/core/src/usecases/payment/ensure-provider-order.ts',
    why: 'the state of an order at a provider',
  },
  {
    path: 'packages/core/src/domain/booking/booking-permits.ts',
    why: 'the state of money, a list of its own',
  },
  { path: 'apps/web/src/features/booking-status/visit-sentence.ts', why: 'keys of the catalogue' },
  { path: 'apps/web/src/lib/live/live-stream.ts', why: 'the state of a connection' },
  { path: 'packages/core/src/readiness/', why: 'the state of a check' },
  { path: 'apps/api/src/readiness/', why: 'the state of a check' },
  { path: 'apps/worker/src/http/readiness.ts', why: 'the state of a check' },
  { path: 'apps/web/src/dev/', why: 'plays the API for developers, as the tests do' },
  { path: 'tools/', why: 'looks for the words' },
];

const isExempt = (path: string): boolean =>
  isGenerated(path) || isTest(path) || exemptions.some((one) => path.startsWith(one.path));

const isWord = (text: string): boolean => states.has(text) || roles.has(text) || kinds.has(text);

/** The context decides whether a quoted text is a word: `state === 'sent'` names a state, `outcome.kind === 'sent'` does not. */
const byName: readonly (readonly [RegExp, ReadonlySet<string>])[] = [
  [/state$/i, states],
  [/role$/i, roles],
  [/kind$/i, kinds],
];

function namesWord(holder: string, text: string): boolean {
  return byName.some(([name, words]) => name.test(holder) && words.has(text));
}

const comparisons = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);
/** Unambiguous words: quoted anywhere, they are a state, a role or a kind. */
const isDistinctive = (text: string): boolean =>
  isWord(text) && (text.includes('_') || text === 'receptionist' || text === 'payee');

function isListed(node: ts.StringLiteral, list: ts.ArrayLiteralExpression): boolean {
  const texts = list.elements.map((element) => (ts.isStringLiteral(element) ? element.text : ''));
  const isOneList = [states, roles, kinds].some((words) => texts.every((text) => words.has(text)));
  return texts.length > 1 && isOneList && list.elements.includes(node);
}

function namesOne(node: ts.StringLiteral): boolean {
  const { parent, text } = node;
  if (ts.isCaseClause(parent) || ts.isLiteralTypeNode(parent) || ts.isExternalModuleReference(parent))
    return false;
  if (ts.isPropertyAssignment(parent)) {
    if (parent.name === node) return false;
    return isDistinctive(text) || namesWord(parent.name.getText(), text);
  }
  if (ts.isBinaryExpression(parent) && comparisons.has(parent.operatorToken.kind)) {
    const other = parent.left === node ? parent.right : parent.left;
    return isDistinctive(text) || namesWord(other.getText(), text);
  }
  if (ts.isArrayLiteralExpression(parent)) return isDistinctive(text) || isListed(node, parent);
  return isDistinctive(text);
}

function inTypeScript(file: TextFile): Complaint[] {
  const source = parse(file);
  return nodesOf(source).flatMap((node) => {
    if (!ts.isStringLiteral(node) || !isWord(node.text) || !namesOne(node)) return [];
    const line = lineOf(source, node.getStart());
    return [{ path: file.path, line, says: `'${node.text}' is quoted: name it by its literal or a set` }];
  });
}

function sqlComplaint(before: string, word: string): string | null {
  const namer = /(\w+)\(\s*$/.exec(before)?.[1] ?? '';
  const asked = /(\w+)\((?:\s*'[\w.]+',)*\s*$/.exec(before)?.[1] ?? '';
  if (askers.has(asked)) return known.has(word) ? null : `'${word}' is no capability`;
  const words = namers.get(namer);
  if (words) return words.has(word) ? null : `'${word}' is no ${namer.replaceAll('_', ' ')}`;
  if (known.has(word)) {
    // A procedure may have the same name as a capability: as a value it is text of the audit.
    return null;
  }
  if (!isWord(word) || /\bwhen\s*$/i.test(before)) return null;
  return `'${word}' is quoted: name it by its function or ask a set`;
}

function inSql(path: string, sql: string, firstLine: number): Complaint[] {
  const withoutComments = sql.replace(/--[^\n]*/g, (comment) => ' '.repeat(comment.length));
  return [...withoutComments.matchAll(/'([\w.]+)'/g)].flatMap((match) => {
    const before = withoutComments.slice(0, match.index);
    const says = sqlComplaint(before, match[1] ?? '');
    return says === null ? [] : [{ path, line: firstLine + before.split('\n').length - 1, says }];
  });
}

function templatesIn(file: TextFile): Complaint[] {
  const source = parse(file);
  return nodesOf(source).flatMap((node) => {
    if (!ts.isTaggedTemplateExpression(node) || node.tag.getText() !== 'sql') return [];
    const { template } = node;
    const texts = ts.isTemplateExpression(template)
      ? [template.head, ...template.templateSpans.map(({ literal }) => literal)]
      : [template];
    return texts.flatMap((text) => inSql(file.path, text.getText(), lineOf(source, text.getStart())));
  });
}

/** A quoted state, role, capability or message kind is allowed only in the literals: elsewhere a change would miss it. */
export function wordsAreNamed({ files }: RepoTree): Complaint[] {
  const open = files.filter(({ path }) => !isExempt(path));
  const sql = open.filter(({ path }) => path.endsWith('.sql'));
  const code = open.filter((file) => isCode(file) && /\.tsx?$/.test(file.path));
  return [
    ...sql.flatMap(({ path, text }) => inSql(path, text, 1)),
    ...code.flatMap((file) => [...inTypeScript(file), ...templatesIn(file)]),
  ];
}

/** An exemption for a missing folder is out of date. */
export function wordExemptionsExist({ paths }: RepoTree): Complaint[] {
  return exemptions
    .filter(({ path }) => ![...paths].some((each) => each.startsWith(path)))
    .map(({ path }) => ({
      path: 'tools/tidy/quoted-words.ts',
      says: `${path} is exempt and does not exist`,
    }));
}
