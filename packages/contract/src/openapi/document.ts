import { generateOpenApiDocument } from 'trpc-to-openapi';
import type { z } from 'zod';
import { type ErrorCode, ErrorEnvelope, errorCatalog, errorCodes } from '../errors.ts';
import { type AnyProcedure, sharedErrors } from '../procedure.ts';
import { procedureList } from '../procedures.ts';
import { productVersion } from '../product-version.ts';
import { FeedEvent } from '../realtime/realtime.procedures.ts';
import { nameSchemas } from './name-schemas.ts';
import {
  jsonType,
  type OpenApiDocument,
  type OperationNode,
  type ParameterNode,
  type ResponseNode,
  refTo,
} from './open-api.types.ts';
import { routerForDocument } from './router-for-document.ts';

const description = [
  'Book a visit, pay for it, follow its state.',
  '',
  'Reads are GET, commands are POST. Commands that change something take an `Idempotency-Key`: repeating the same key',
  'with the same body has the same outcome. Money is an integer in minor units with its currency, instants are ISO 8601.',
  'Every error is an `ErrorEnvelope` with a code of a closed list. An id that you may not see is answered like one that',
  'does not exist.',
].join('\n');

const tags = [
  { name: 'auth', description: 'Log in by password or one-time code, renew, log out' },
  { name: 'clinics', description: 'Clinics, doctors and free times; no log-in needed' },
  { name: 'patients', description: 'The people that an account books for' },
  { name: 'bookings', description: 'From a held time to a finished visit' },
  { name: 'bills', description: 'What is owed, and the checkout that pays it' },
  { name: 'payments', description: 'Charges and their confirmation' },
  { name: 'drawers', description: 'Cash drawers of the desk and their counts' },
  { name: 'providerAccounts', description: "A clinic's own accounts at payment providers, and their keys" },
  { name: 'ops', description: "The operator's view of what is stuck, and the commands that resolve it" },
  { name: 'feed', description: 'Live changes' },
];

const idempotencyParameter: ParameterNode = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A unique value chosen by the client, for example a random UUID. Send the same value when you retry.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
};

/** Every code that a procedure may answer with: its own, those of all, and those of its kind of access. */
export function codesOf(definition: AnyProcedure): ErrorCode[] {
  const codes = new Set<ErrorCode>([...sharedErrors, ...definition.errors]);
  if (definition.access.kind !== 'public') {
    for (const code of [
      'UNAUTHENTICATED',
      'TOKEN_EXPIRED',
      'ACCOUNT_SUSPENDED',
      'FORBIDDEN',
      'NOT_FOUND',
    ] as const)
      codes.add(code);
  }
  if (definition.rest.method === 'POST') codes.add('ORIGIN_REFUSED');
  else {
    codes.delete('PAYLOAD_TOO_LARGE');
    codes.delete('UNSUPPORTED_MEDIA_TYPE');
  }
  return [...codes];
}

/** One shared response per status; each operation lists the codes that it may return. */
function sharedResponses(): Record<string, ResponseNode> {
  const byStatus = Map.groupBy(errorCodes, (code) => errorCatalog[code].status);
  const responses = [...byStatus].map(([status, codes]): [string, ResponseNode] => [
    `Error${status}`,
    {
      description: codes.map((code) => `\`${code}\`: ${errorCatalog[code].message}`).join('\n\n'),
      ...(status === 429 || status === 503
        ? { headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } }
        : {}),
      content: { [jsonType]: { schema: refTo('ErrorEnvelope') } },
    },
  ]);
  return Object.fromEntries(responses);
}

function errorResponses(codes: readonly ErrorCode[]): Record<string, ResponseNode> {
  const statuses = new Set(codes.map((code) => errorCatalog[code].status));
  const responses = [...statuses].map((status): [string, ResponseNode] => [
    String(status),
    { $ref: `#/components/responses/Error${status}` },
  ]);
  return Object.fromEntries(responses);
}

/** The generator knows neither our status codes nor our envelope: responses and headers come from the definition. */
function refine(operation: OperationNode, definition: AnyProcedure): void {
  const { successStatus } = definition.rest;
  const success = operation.responses['200'];
  if (!success) throw new Error(`${definition.id} has no answer`);
  const codes = codesOf(definition);
  operation.responses = {
    [String(successStatus)]: { ...success, description: definition.summary },
    ...errorResponses(codes),
  };
  // A body of optional fields may be left out: a client that knows none of them sends no body.
  const body = operation.requestBody;
  if (body && (body.content[jsonType]?.schema.required ?? []).length === 0) body.required = false;
  operation['x-error-codes'] = codes;
  operation.security = definition.access.kind === 'public' ? [] : [{ bearer: [] }];
  if (definition.idempotent) {
    operation.parameters = [
      ...(operation.parameters ?? []),
      { $ref: '#/components/parameters/IdempotencyKey' },
    ];
  }
  if (operation.parameters?.length === 0) delete operation.parameters;
}

const eventsCodes: ErrorCode[] = [
  'INVALID_INPUT',
  'UNAUTHENTICATED',
  'TOKEN_EXPIRED',
  'ACCOUNT_SUSPENDED',
  'RATE_LIMITED',
  'INTERNAL',
  'OVERLOADED',
];

const eventsOperation: OperationNode = {
  operationId: 'feedEvents',
  summary: 'Changes as server-sent events',
  description: [
    'Each event carries the cursor as its `id`; send it as `Last-Event-ID` (browsers do) or `cursor` to resume exactly',
    'there. `change` carries a FeedEvent. `resync` means that the cursor is no longer valid: read everything again and',
    'continue from the cursor it carries. `end` carries an ErrorEnvelope before the stream closes. A stream ends when its',
    'token expires.',
  ].join('\n'),
  tags: ['feed'],
  security: [{ bearer: [] }],
  parameters: [
    { name: 'clinicId', in: 'query', required: false, schema: refTo('ClinicId') },
    { name: 'cursor', in: 'query', required: false, schema: { type: 'string' } },
    { name: 'Last-Event-ID', in: 'header', required: false, schema: { type: 'string' } },
  ],
  'x-error-codes': eventsCodes,
  responses: {
    '200': {
      description: 'A stream of events',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    },
    ...errorResponses(eventsCodes),
  },
};

/** Sorted by name, so that nothing depends on the order in which modules load. */
function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The whole document. Call it in a process of its own: the generator's library enables coercion in the schemas that it
 * shares with run-time validation, which must never use such a schema.
 */
export function buildDocument(): OpenApiDocument {
  const defs: Record<string, z.ZodType> = { ErrorEnvelope, FeedEvent };
  const generated = generateOpenApiDocument(routerForDocument(), {
    title: 'Holdfast',
    version: productVersion,
    description,
    baseUrl: '/api/v1',
    openApiVersion: '3.1.0',
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    defs,
  });
  // A deep copy as plain data: the generator's types allow values that it never writes.
  const document: OpenApiDocument = JSON.parse(JSON.stringify(generated));
  for (const name of Object.keys(document.components.schemas)) {
    if (name.startsWith('error.')) delete document.components.schemas[name];
  }
  for (const { definition } of procedureList) {
    const operation = document.paths[definition.rest.path]?.[definition.rest.method.toLowerCase()];
    if (!operation) throw new Error(`${definition.id} is not in the document`);
    refine(operation, definition);
  }
  document.paths['/events'] = { get: eventsOperation };
  document.tags = tags;
  document.components.parameters = { IdempotencyKey: idempotencyParameter };
  document.components.responses = sharedResponses();
  document.components.headers = {
    RetryAfter: {
      description: 'Seconds to wait before the next try',
      schema: { type: 'integer', format: 'int64', minimum: 1 },
    },
  };
  nameSchemas(document);
  document.paths = sorted(document.paths);
  document.components.schemas = sorted(document.components.schemas);
  return document;
}
