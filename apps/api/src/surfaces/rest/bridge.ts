import type { RequestContext } from '@holdfast/contract/context';
import { AppError } from '@holdfast/contract/errors';
import type { AnyProcedure } from '@holdfast/contract/procedure';
import { procedureList } from '@holdfast/contract/procedures';
import { createCallerFactory } from '@holdfast/contract/trpc/init';
import type { AppRouter } from '@holdfast/contract/trpc/router';
import { Hono } from 'hono';
import type { ApiContext, ApiEnv } from '../../request/api-env.ts';
import { apiPrefix } from '../../request/api-prefix.ts';
import type { ReadContext } from '../../request/context.ts';
import { createQueryReader, type ReadQuery } from '../../request/query-values.ts';
import { maxApiBodyBytes, readJsonText } from '../../request/read-body.ts';
import { parseStrictJson } from '../../request/strict-json.ts';

/** One procedure over plain HTTP. */
interface Route {
  readonly definition: AnyProcedure;
  readonly call: (context: RequestContext, input: unknown) => Promise<object>;
  readonly pathNames: readonly string[];
  readonly readQuery: ReadQuery;
}

function namesIn(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
}

function queryOf(c: ApiContext): URLSearchParams {
  const mark = c.req.url.indexOf('?');
  return new URLSearchParams(mark < 0 ? '' : c.req.url.slice(mark + 1));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function readFields(c: ApiContext, route: Route): Promise<Record<string, unknown>> {
  const query = queryOf(c);
  if (route.definition.rest.method === 'GET') return route.readQuery(query);
  const stray = [...new Set(query.keys())].map((field) => ({ field, problem: 'belongs into the body' }));
  if (stray.length > 0) throw new AppError('INVALID_INPUT', { details: { fields: stray } });
  const text = await readJsonText(c, maxApiBodyBytes);
  const body = text === null ? {} : parseStrictJson(text);
  if (!isRecord(body)) throw new AppError('MALFORMED_REQUEST', { internal: 'the body is no object' });
  const repeated = route.pathNames.filter((name) => Object.hasOwn(body, name));
  if (repeated.length === 0) return body;
  const fields = repeated.map((field) => ({ field, problem: 'comes from the path' }));
  throw new AppError('INVALID_INPUT', { details: { fields } });
}

async function readInput(c: ApiContext, route: Route): Promise<Record<string, unknown>> {
  const fields = await readFields(c, route);
  const fromPath = Object.fromEntries(route.pathNames.map((name) => [name, c.req.param(name)]));
  return { ...fields, ...fromPath };
}

/** The server-side caller, looked up by the names that the contract uses; a test compares them with the ids. */
function routesOf(router: AppRouter): Route[] {
  const createCaller = createCallerFactory(router);
  return procedureList.map(({ area, verb, definition }) => {
    const pathNames = namesIn(definition.rest.path);
    return {
      definition,
      pathNames,
      readQuery: createQueryReader(definition.input, pathNames),
      call: (context, input) => {
        // Every area and verb of the registry is in the router: both are built from one list.
        const caller = createCaller(context) as unknown as Record<
          string,
          Record<string, (input: unknown) => Promise<object>>
        >;
        const verbOf = caller[area]?.[verb];
        if (!verbOf) throw new AppError('INTERNAL', { internal: `${area}.${verb} is not in the router` });
        return verbOf(input);
      },
    };
  });
}

/**
 * Every procedure as one plain route. Nothing is coerced: path and query are read by the shape of the input, the body
 * is taken as is, and the same caller as over tRPC parses, authorises and runs.
 */
export function createRestBridge(router: AppRouter, readContext: ReadContext): Hono<ApiEnv> {
  const bridge = new Hono<ApiEnv>();
  for (const route of routesOf(router)) {
    const { method, path, successStatus } = route.definition.rest;
    bridge.on(method, path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
      c.set('route', `${apiPrefix}${path}`);
      const context = readContext(c);
      const output = await route.call(context, await readInput(c, route));
      return c.json(output, successStatus);
    });
  }
  return bridge;
}
