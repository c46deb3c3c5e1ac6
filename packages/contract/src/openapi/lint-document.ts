import { procedureList } from '../procedures.ts';
import { jsonType, type OpenApiDocument, type OperationNode, type SchemaNode } from './open-api.types.ts';

function isNull(node: SchemaNode): boolean {
  return node.type === 'null';
}

/** `X or null` is the one union that every generator understands. */
function isNullable(node: SchemaNode): boolean {
  if (Array.isArray(node.type)) return node.type.includes('null');
  return node.anyOf?.some(isNull) ?? false;
}

/** A named union of named schemas, distinguished by one property. */
function isNamedUnion(node: SchemaNode, isTop: boolean): boolean {
  const options = node.oneOf ?? [];
  const { propertyName } = node.discriminator ?? {};
  return isTop && propertyName !== undefined && options.every((option) => option.$ref !== undefined);
}

function unionProblem(node: SchemaNode): string | null {
  if (node.oneOf || node.allOf) return 'inline union or intersection';
  if (node.anyOf && (node.anyOf.length !== 2 || node.anyOf.filter(isNull).length !== 1))
    return 'inline union';
  if (Array.isArray(node.type) && node.type.filter((type) => type !== 'null').length !== 1)
    return 'inline union of types';
  return null;
}

function schemaProblems(node: SchemaNode, place: string, isTop: boolean): string[] {
  if (node.$ref !== undefined) return [];
  if (isNamedUnion(node, isTop)) return [];
  const problems: string[] = [];
  const union = unionProblem(node);
  if (union !== null) problems.push(`${place}: ${union}`);
  if (node.type === undefined && !node.anyOf) problems.push(`${place}: no type`);
  if (!isTop && node.properties) problems.push(`${place}: anonymous object`);
  if (!isTop && (node.enum?.length ?? 0) > 1) problems.push(`${place}: anonymous enum`);
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    const isOptional = !node.required?.includes(name);
    if (isOptional && isNullable(child)) problems.push(`${place}.${name}: optional and nullable`);
    problems.push(...schemaProblems(child, `${place}.${name}`, false));
  }
  if (node.items) problems.push(...schemaProblems(node.items, `${place}[]`, false));
  for (const option of node.anyOf ?? []) problems.push(...schemaProblems(option, place, false));
  return problems;
}

function operationProblems(operation: OperationNode, place: string): string[] {
  const problems: string[] = [];
  for (const [status, response] of Object.entries(operation.responses)) {
    const isRefusal = Number(status) >= 400;
    if (isRefusal && response.$ref !== `#/components/responses/Error${status}`) {
      problems.push(`${place} ${status}: not the error envelope`);
    }
    const schema = response.content?.[jsonType]?.schema;
    if (schema && schema.$ref === undefined)
      problems.push(`${place} ${status}: anonymous object as the answer`);
  }
  const body = operation.requestBody?.content[jsonType]?.schema;
  if (body && body.$ref === undefined) problems.push(`${place}: anonymous object as the body`);
  for (const parameter of operation.parameters ?? []) {
    const { schema, name } = parameter;
    if (schema) problems.push(...schemaProblems(schema, `${place} ?${name ?? ''}`, false));
  }
  return problems;
}

function refsIn(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === '$ref' && typeof item === 'string' ? [item] : refsIn(item),
  );
}

function resolves(document: OpenApiDocument, ref: string): boolean {
  let node: unknown = document;
  for (const part of ref.replace(/^#\//, '').split('/')) {
    node = node !== null && typeof node === 'object' ? Reflect.get(node, part) : undefined;
  }
  return node !== undefined;
}

function idempotencyProblems(document: OpenApiDocument): string[] {
  return procedureList.flatMap(({ definition: { id, rest, idempotent } }) => {
    const operation = document.paths[rest.path]?.[rest.method.toLowerCase()];
    const takesKey = operation?.parameters?.some((one) => one.$ref?.endsWith('/IdempotencyKey')) ?? false;
    return takesKey === idempotent ? [] : [`${id}: idempotency key`];
  });
}

/** Schemas that would give a generated client (Dart above all) an unnamed class or a meaningless field. */
export function lintDocument(document: OpenApiDocument): string[] {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ place: `${method} ${path}`, operation })),
  );
  const names = operations.map(({ operation }) => operation.operationId);
  return [
    ...Object.entries(document.components.schemas).flatMap(([name, schema]) =>
      schemaProblems(schema, name, true),
    ),
    ...operations.flatMap(({ place, operation }) => operationProblems(operation, place)),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => `operationId ${name} is used twice`),
    ...refsIn(document)
      .filter((ref) => !resolves(document, ref))
      .map((ref) => `unresolved ${ref}`),
    ...idempotencyProblems(document),
  ];
}
