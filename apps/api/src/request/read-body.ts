import { AppError } from '@holdfast/contract/errors';
import type { ApiContext } from './api-env.ts';

/** Maximum body size of a call, on every surface that takes JSON. */
export const maxApiBodyBytes = 64 * 1024;

const nothing = new Uint8Array(0);

function tooLarge(): AppError {
  return new AppError('PAYLOAD_TOO_LARGE');
}

/** Counts the received bytes: a chunked body announces no length. */
async function readCounted(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** The raw bytes of a body, at most `maxBytes` of them. Errors: PAYLOAD_TOO_LARGE. */
export async function readBody(c: ApiContext, maxBytes: number): Promise<Uint8Array> {
  const announced = c.req.header('content-length');
  if (announced === undefined && c.req.header('transfer-encoding') === undefined) return nothing;
  if (announced === undefined) return c.req.raw.body ? readCounted(c.req.raw.body, maxBytes) : nothing;
  if (Number(announced) > maxBytes) throw tooLarge();
  // The HTTP parser enforces the announced length.
  return new Uint8Array(await c.req.raw.arrayBuffer());
}

const jsonType = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The text of a JSON body; null when there is none.
 * Errors: PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE (anything but plain JSON), MALFORMED_REQUEST (not UTF-8).
 */
export async function readJsonText(c: ApiContext, maxBytes: number): Promise<string | null> {
  const bytes = await readBody(c, maxBytes);
  const type = c.req.header('content-type');
  const isEncoded = c.req.header('content-encoding') !== undefined;
  if (bytes.byteLength === 0 && type === undefined) return null;
  if (type === undefined || !jsonType.test(type) || isEncoded) throw new AppError('UNSUPPORTED_MEDIA_TYPE');
  if (bytes.byteLength === 0) return null;
  try {
    return utf8.decode(bytes);
  } catch (thrown) {
    throw new AppError('MALFORMED_REQUEST', { internal: 'not UTF-8', cause: thrown });
  }
}
