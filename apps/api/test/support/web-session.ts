import { expect } from 'vitest';
import type { ApiRig } from './api-rig.ts';
import type { Answer } from './http-client.ts';

export const ownOrigin = 'http://holdfast.test';
export const webHeaders = { 'x-holdfast-client': 'web', origin: ownOrigin };

export type Cookies = Readonly<Record<string, string>>;

export function setCookies(answer: Answer): Cookies {
  const pairs = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]?.split('=') ?? []);
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value]));
}

export function cookieHeader(cookies: Cookies): { readonly cookie: string } {
  const pairs = Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
  return { cookie: pairs.join('; ') };
}

/** What a browser holds after the fixture's patient has logged in. */
export async function logInOnWeb(rig: ApiRig): Promise<Cookies> {
  const { patient, password } = rig.core.clinics;
  const answer = await rig.rest('POST', '/auth/login', {
    body: { email: patient.email, password },
    headers: webHeaders,
  });
  expect(answer.status).toBe(200);
  return setCookies(answer);
}
