import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { errorCodes } from '../errors.ts';
import type { AnyProcedure } from '../procedure.ts';
import { procedures } from '../procedures.ts';
import { lintDocument } from './lint-document.ts';
import type { OpenApiDocument } from './open-api.types.ts';

const committed = readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8');
const document = JSON.parse(committed) as OpenApiDocument;

describe('the committed document', () => {
  test('matches the contract; `npm run generate` renews it', () => {
    const script = fileURLToPath(new URL('./write-document.ts', import.meta.url));
    const fresh = execFileSync(process.execPath, [script, '--print'], {
      encoding: 'utf8',
      maxBuffer: 16 << 20,
    });
    expect(JSON.parse(fresh)).toEqual(document);
  });

  test('has every procedure under its method, path, name and success status', () => {
    for (const [area, verbs] of Object.entries(procedures)) {
      for (const [verb, definition] of Object.entries<AnyProcedure>(verbs)) {
        expect(definition.id).toBe(`${area}.${verb}`);
        const operation = document.paths[definition.rest.path]?.[definition.rest.method.toLowerCase()];
        expect(operation?.operationId, definition.id).toBe(
          `${area}${verb.charAt(0).toUpperCase()}${verb.slice(1)}`,
        );
        expect(Object.keys(operation?.responses ?? {})).toContain(String(definition.rest.successStatus));
        expect(operation?.['x-error-codes']).toEqual(expect.arrayContaining([...definition.errors]));
        expect(JSON.stringify(operation?.parameters ?? []).includes('IdempotencyKey')).toBe(
          definition.idempotent,
        );
      }
    }
  });

  test('carries the closed list of error codes', () => {
    expect(document.components.schemas['ErrorCode']?.enum).toEqual(errorCodes);
  });

  test('passes the lint for generated clients', () => {
    expect(lintDocument(document)).toEqual([]);
  });
});

describe('the lint', () => {
  const planted = (change: (copy: OpenApiDocument) => void): string[] => {
    const copy = structuredClone(document);
    change(copy);
    return lintDocument(copy);
  };
  const booking = (copy: OpenApiDocument) => {
    const schema = copy.components.schemas['Booking'];
    if (!schema?.properties || !schema.required) throw new Error('Booking is described');
    return { properties: schema.properties, required: schema.required };
  };

  test.each<[string, (copy: OpenApiDocument) => void]>([
    [
      'optional and nullable',
      (copy) => {
        const { required } = booking(copy);
        required.splice(required.indexOf('endReason'), 1);
      },
    ],
    [
      'inline union',
      (copy) => {
        booking(copy).properties['price'] = { anyOf: [{ type: 'string' }, { type: 'integer' }] };
      },
    ],
    [
      'anonymous object',
      (copy) => {
        booking(copy).properties['price'] = { type: 'object', properties: { a: { type: 'string' } } };
      },
    ],
    [
      'unresolved',
      (copy) => {
        booking(copy).properties['price'] = { $ref: '#/components/schemas/Nowhere' };
      },
    ],
    [
      'operationId',
      (copy) => {
        const operation = copy.paths['/me']?.['get'];
        if (operation) operation.operationId = 'bookingsGet';
      },
    ],
    [
      'no type',
      (copy) => {
        booking(copy).properties['price'] = {};
      },
    ],
    [
      'error envelope',
      (copy) => {
        const operation = copy.paths['/me']?.['get'];
        if (operation) operation.responses['401'] = { description: 'x' };
      },
    ],
    [
      'idempotency',
      (copy) => {
        const operation = copy.paths['/bookings']?.['post'];
        if (operation) operation.parameters = [];
      },
    ],
  ])('finds a planted %s', (word, change) => {
    expect(planted(change).join('\n')).toContain(word);
  });

  test('has read something', () => {
    expect(Object.keys(document.paths).length).toBeGreaterThan(20);
    expect(Object.keys(document.components.schemas).length).toBeGreaterThan(50);
  });
});
