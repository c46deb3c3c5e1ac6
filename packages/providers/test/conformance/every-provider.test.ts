import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { paymentProviders } from '@holdfast/contract/payment/payment-providers';
import { expect, test } from 'vitest';

const online = paymentProviders.filter((row) => row.collected === 'online').map((row) => row.name);

test.each(online)('%s runs the conformance suite', (provider) => {
  const file = join(import.meta.dirname, '..', provider, 'conformance.int.test.ts');
  expect(readFileSync(file, 'utf8')).toContain(`describePaymentProvider('${provider}', `);
});
