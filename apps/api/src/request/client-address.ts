import type { ApiContext } from './api-env.ts';

function plain(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}

/**
 * Address of the client. Behind our proxies it is the entry that the outermost one wrote; entries further left come
 * from the client and are never read.
 */
export function clientAddress(c: ApiContext, trustedProxies: number): string {
  const remote = plain(c.env.incoming.socket.remoteAddress ?? 'unknown');
  if (trustedProxies === 0) return remote;
  const hops = (c.req.header('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim());
  const named = hops.at(-trustedProxies) ?? '';
  return named === '' || named.length > 64 ? remote : plain(named);
}

/** One household or host has a whole /64 of IPv6: limits count it as one. */
export function addressKey(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array.from({ length: zeros }, () => '0'), ...right].slice(0, 4).join(':');
}
