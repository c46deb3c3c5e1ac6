import { describe, expect, test } from 'vitest';
import type { ApiContext } from './api-env.ts';
import { addressKey, clientAddress } from './client-address.ts';

function contextOf(remoteAddress: string, forwardedFor?: string): ApiContext {
  const found = { env: { incoming: { socket: { remoteAddress } } }, req: { header: () => forwardedFor } };
  return found as unknown as ApiContext; // only these two parts are read
}

describe('the address of a client', () => {
  test('is that of the connection without a proxy of ours, even if a header claims another', () => {
    expect(clientAddress(contextOf('::ffff:203.0.113.7', '198.51.100.1'), 0)).toBe('203.0.113.7');
  });

  test('is the entry of our outermost proxy, not those further left, which the client wrote', () => {
    const header = '6.6.6.6, 203.0.113.7, 10.0.0.2';
    expect(clientAddress(contextOf('10.0.0.1', '203.0.113.7'), 1)).toBe('203.0.113.7');
    expect(clientAddress(contextOf('10.0.0.1', header), 2)).toBe('203.0.113.7');
    expect(clientAddress(contextOf('10.0.0.1', header), 1)).toBe('10.0.0.2');
  });

  test('falls back to the connection when the header is missing, too short or absurd', () => {
    expect(clientAddress(contextOf('10.0.0.1'), 1)).toBe('10.0.0.1');
    expect(clientAddress(contextOf('10.0.0.1', '203.0.113.7'), 3)).toBe('10.0.0.1');
    expect(clientAddress(contextOf('10.0.0.1', 'x'.repeat(100)), 1)).toBe('10.0.0.1');
  });

  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2:ffff::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('%s counts as %s for limits', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
