/** The part of OpenAPI 3.1 that our document uses. */
export interface SchemaNode {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, SchemaNode>;
  required?: string[];
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
  discriminator?: { propertyName: string };
  allOf?: SchemaNode[];
  additionalProperties?: boolean | SchemaNode;
  propertyNames?: SchemaNode;
  minimum?: number;
  maximum?: number;
  pattern?: string;
}

export interface ParameterNode {
  $ref?: string;
  name?: string;
  in?: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema?: SchemaNode;
}

export interface ResponseNode {
  $ref?: string;
  description?: string;
  headers?: Record<string, unknown>;
  content?: Record<string, { schema: SchemaNode }>;
}

export interface OperationNode {
  operationId: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: ParameterNode[];
  requestBody?: { required?: boolean; content: Record<string, { schema: SchemaNode }> };
  responses: Record<string, ResponseNode>;
  /** Every error code that this operation may return. */
  'x-error-codes'?: string[];
}

export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description?: string };
  servers: { url: string; description?: string }[];
  tags?: { name: string; description?: string }[];
  paths: Record<string, Record<string, OperationNode>>;
  components: {
    schemas: Record<string, SchemaNode>;
    parameters?: Record<string, ParameterNode>;
    responses?: Record<string, ResponseNode>;
    headers?: Record<string, unknown>;
    securitySchemes?: Record<string, unknown>;
  };
}

export const jsonType = 'application/json';
export const schemaPrefix = '#/components/schemas/';

export function refTo(name: string): SchemaNode {
  return { $ref: `${schemaPrefix}${name}` };
}
