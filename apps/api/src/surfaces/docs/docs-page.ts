import type {
  OpenApiDocument,
  OperationNode,
  ParameterNode,
  SchemaNode,
} from '@holdfast/contract/openapi/open-api.types';
import { html, raw } from 'hono/html';
import { docsStyle } from './docs-style.ts';

type Html = ReturnType<typeof html>;

function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

/** One line that describes a value, with links to the named types. */
function typeOf(node: SchemaNode): Html {
  if (node.$ref !== undefined) return html`<a href="#${nameOf(node.$ref)}">${nameOf(node.$ref)}</a>`;
  if (node.anyOf)
    return html`${node.anyOf.map((option, index) => html`${index > 0 ? ' or ' : ''}${typeOf(option)}`)}`;
  if (node.items) return html`list of ${typeOf(node.items)}`;
  if (node.const !== undefined) return html`<code>${JSON.stringify(node.const)}</code>`;
  if (typeof node.additionalProperties === 'object') return html`map of ${typeOf(node.additionalProperties)}`;
  const type = Array.isArray(node.type) ? node.type.join(' or ') : (node.type ?? 'any');
  return html`${type}${node.format === undefined ? '' : ` (${node.format})`}`;
}

function boundsOf(node: SchemaNode): string {
  const parts = [
    node.minimum === undefined ? '' : `from ${node.minimum}`,
    node.maximum === undefined ? '' : `to ${node.maximum}`,
    node.pattern === undefined || node.pattern.length > 80 ? '' : node.pattern,
  ];
  return parts.filter(Boolean).join(' ');
}

function fieldRows(schema: SchemaNode): Html[] {
  return Object.entries(schema.properties ?? {}).map(
    ([name, child]) =>
      html`<tr>
        <th scope="row"><code>${name}</code></th>
        <td>${typeOf(child)}</td>
        <td>${schema.required?.includes(name) ? '' : 'optional'} ${boundsOf(child)} ${child.description ?? ''}</td>
      </tr>`,
  );
}

function schemaBlock(name: string, schema: SchemaNode): Html {
  const values = schema.enum?.map((value) => html`<code>${String(value)}</code> `) ?? [];
  const plain =
    schema.properties === undefined ? html`<p>${typeOf(schema)} ${boundsOf(schema)} ${values}</p>` : '';
  const rows = fieldRows(schema);
  return html`<section class="schema" id="${name}">
    <h3>${name}</h3>
    ${schema.description === undefined ? '' : html`<p>${schema.description}</p>`} ${plain}
    ${rows.length === 0 ? '' : html`<table>${rows}</table>`}
  </section>`;
}

function parameterRow(document: OpenApiDocument, given: ParameterNode): Html {
  const shared = given.$ref === undefined ? undefined : document.components.parameters?.[nameOf(given.$ref)];
  const { name, in: place, required, schema, description } = shared ?? given;
  return html`<tr>
    <th scope="row"><code>${name}</code></th>
    <td>${schema ? typeOf(schema) : ''}</td>
    <td>${place}${required ? '' : ', optional'} ${description ?? ''}</td>
  </tr>`;
}

function operationBlock(
  document: OpenApiDocument,
  path: string,
  method: string,
  operation: OperationNode,
): Html {
  const body = operation.requestBody?.content['application/json']?.schema;
  const parameters = operation.parameters ?? [];
  const answers = Object.entries(operation.responses).flatMap(([status, response]) => {
    const schema = response.content?.['application/json']?.schema;
    return schema === undefined ? [] : [html`<p>Answers <b>${status}</b> with ${typeOf(schema)}</p>`];
  });
  const codes = operation['x-error-codes']?.map((code) => html`<code>${code}</code> `) ?? [];
  return html`<section class="operation" id="${operation.operationId}">
    <h3><span class="${method}">${method.toUpperCase()}</span> <code>${path}</code></h3>
    <p>${operation.summary}${operation.security?.length === 0 ? ' (no log-in needed)' : ''}</p>
    ${operation.description === undefined ? '' : html`<p>${operation.description}</p>`}
    ${parameters.length === 0 ? '' : html`<table>${parameters.map((one) => parameterRow(document, one))}</table>`}
    ${body === undefined ? '' : html`<p>Takes ${typeOf(body)}</p>`} ${answers}
    ${codes.length === 0 ? '' : html`<p class="codes">May refuse with ${codes}</p>`}
  </section>`;
}

/** The document as one page to read, print and search: no script, no external resources. */
export function docsPage(document: OpenApiDocument): Html {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = (document.tags ?? []).map((tag) => ({
    tag,
    own: operations.filter(({ operation }) => operation.tags?.includes(tag.name)),
  }));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${document.info.title} API ${document.info.version}</title>
        <style>
          ${raw(docsStyle)}
        </style>
      </head>
      <body>
        <nav>
          <a href="openapi.json">openapi.json</a>
          ${groups.map(
            ({ tag, own }) =>
              html`<h2><a href="#tag-${tag.name}">${tag.name}</a></h2>
                <ul>
                  ${own.map(({ operation }) => html`<li><a href="#${operation.operationId}">${operation.operationId}</a></li>`)}
                </ul>`,
          )}
          <h2><a href="#types">types</a></h2>
        </nav>
        <main>
          <h1>${document.info.title} API</h1>
          <p class="lead">${document.info.description}</p>
          <p>Base address <code>${document.servers[0]?.url}</code></p>
          ${groups.map(
            ({ tag, own }) =>
              html`<h2 id="tag-${tag.name}">${tag.name}</h2>
                <p>${tag.description}</p>
                ${own.map(({ path, method, operation }) => operationBlock(document, path, method, operation))}`,
          )}
          <h2 id="types">Types</h2>
          ${Object.entries(document.components.schemas).map(([name, schema]) => schemaBlock(name, schema))}
        </main>
      </body>
    </html>`;
}
