import { pause } from './elements.js';

const base = document.body.dataset.base ?? '';
const tokenKey = 'wa-sandbox-session';

export const homePath = base;

export function keepToken(token) {
  localStorage.setItem(tokenKey, token);
  localStorage.setItem('last-wid-md', '"sandbox:1@c.us"');
}

export function dropToken() {
  localStorage.removeItem(tokenKey);
  localStorage.removeItem('last-wid-md');
}

/** @returns {Promise<{ status: number, body: any }>} */
export async function ask(method, path, body) {
  const token = localStorage.getItem(tokenKey);
  const response = await fetch(`${base}/web${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { 'x-session': token }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** The server may be restarting: the page stays as it is and retries. */
export async function askPatiently(method, path, body) {
  for (;;) {
    try {
      return await ask(method, path, body);
    } catch {
      await pause(500);
    }
  }
}
