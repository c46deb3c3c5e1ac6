import { paymentProviders } from '@holdfast/contract/payment/payment-providers';
import {
  type Complaint,
  complainPerLine,
  isCode,
  isGenerated,
  isTest,
  type RepoTree,
  type TextFile,
} from './tree.ts';

/** Names of providers that collect online; the desk is ours. */
const names = paymentProviders.filter((row) => row.collected === 'online').map((row) => row.name);
const named = new RegExp(names.join('|'), 'i');
/** Files and folders named after a provider may contain its name. */
const home = new RegExp(`(^|/)(${names.join('|')})[/.-]`);

/** Lists in which a provider is one line. */
const lists: ReadonlyMap<string, string> = new Map([
  ['packages/contract/src/payment/payment-providers.ts', 'the rows'],
  ['packages/contract/src/payment/payment.schemas.ts', 'the union of their checkouts'],
  ['apps/web/src/features/booking-status/pay/checkouts/open-checkout.ts', 'whose window is opened'],
  ['apps/sandbox/src/create-sandbox.ts', 'the parts that the sandbox is made of'],
  ['apps/sandbox/src/env.ts', 'their settings'],
]);

const shipped = /^(packages\/(contract|core|db)|apps)\//;
const sealed = /^packages\/db\/migrations\//;

const isChecked = (file: TextFile): boolean =>
  shipped.test(file.path) &&
  !sealed.test(file.path) &&
  (isCode(file) || /\.(sql|css|html)$/.test(file.path)) &&
  !isGenerated(file.path) &&
  !isTest(file.path) &&
  !home.test(file.path);

/** Provider-specific code belongs in the provider's folders, so that adding one needs no search of the whole tree. */
export function providersStayHome({ files }: RepoTree): Complaint[] {
  return files
    .filter((file) => isChecked(file) && !lists.has(file.path))
    .flatMap((file) =>
      complainPerLine(file, named, ([name]) => `${name} is named outside its folder and the lists`),
    );
}
