import {
  jsonType,
  type OpenApiDocument,
  type OperationNode,
  refTo,
  type SchemaNode,
} from './open-api.types.ts';

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** zod bounds every integer by what a double can hold; that is not a rule of this API. */
function tidyInteger(node: SchemaNode): void {
  if (node.type !== 'integer') return;
  node.format = 'int64';
  if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
  if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
}

/** Names every nested anonymous object and enum after its place, so that generated class names stay stable. */
export function createNamer(document: OpenApiDocument) {
  const { schemas } = document.components;

  function register(name: string, node: SchemaNode): SchemaNode {
    if (schemas[name] !== undefined && JSON.stringify(schemas[name]) !== JSON.stringify(node)) {
      throw new Error(`two different schemas would be called ${name}`);
    }
    schemas[name] = node;
    return refTo(name);
  }

  /** The same node with everything below it named; `name` is the name for the node itself. */
  function hoistBelow(node: SchemaNode, name: string): void {
    tidyInteger(node);
    for (const [property, child] of Object.entries(node.properties ?? {})) {
      if (node.properties) node.properties[property] = hoist(child, `${name}${pascal(property)}`);
    }
    if (node.items) node.items = hoist(node.items, `${name}Item`);
    if (node.anyOf) node.anyOf = node.anyOf.map((option) => hoist(option, name));
  }

  function hoist(node: SchemaNode, name: string): SchemaNode {
    if (node.$ref !== undefined) return node;
    hoistBelow(node, name);
    const isNamed = (node.type === 'object' && node.properties !== undefined) || (node.enum?.length ?? 0) > 1;
    return isNamed ? register(name, node) : node;
  }

  return { hoist, hoistBelow };
}

type Namer = ReturnType<typeof createNamer>;

function nameOperation(namer: Namer, operation: OperationNode): void {
  const base = pascal(operation.operationId);
  const body = operation.requestBody?.content[jsonType];
  if (body) body.schema = namer.hoist(body.schema, `${base}Input`);
  for (const parameter of operation.parameters ?? []) {
    if (parameter.schema)
      parameter.schema = namer.hoist(parameter.schema, `${base}${pascal(parameter.name ?? '')}`);
  }
  for (const [status, response] of Object.entries(operation.responses)) {
    const content = response.content?.[jsonType];
    if (content && status.startsWith('2')) content.schema = namer.hoist(content.schema, `${base}Output`);
  }
}

/** Names everything, then opens response schemas: a client must accept fields that a later version adds. */
export function nameSchemas(document: OpenApiDocument): void {
  const namer = createNamer(document);
  for (const [name, schema] of Object.entries(document.components.schemas)) namer.hoistBelow(schema, name);
  for (const operations of Object.values(document.paths)) {
    for (const operation of Object.values(operations)) nameOperation(namer, operation);
  }
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    if (!name.endsWith('Input')) delete schema.additionalProperties;
  }
}
