import { demoPassword as password } from '@holdfast/db/demo/demo-data';
import { takeDeclared } from './declared-pictures.ts';
import type { Eyes } from './phone-or-desk.ts';

export type TakePicture = (screen: string) => Promise<void>;

const doctorLink = 'main a[href*="/doctors/"]';
const timeLink = 'main a[href*="/book?"]';
/** The one button at the bottom of a patient's page. */
const mainAction = '[data-part="main-action"] button';
const isBooking = /^\/bookings\/[0-9a-f-]+$/;

/** By e-mail and password; the second tab, whatever the language calls it. */
export async function logIn(eyes: Eyes, name: string, next = '/'): Promise<void> {
  await eyes.open(`/login?next=${encodeURIComponent(next)}`);
  await eyes.click('[role="tab"]:nth-of-type(2)');
  await eyes.type('input[type="email"]', `${name}@demo.holdfast.test`);
  await eyes.type('input[type="password"]', password);
  await eyes.click('form button[type="submit"]');
  await eyes.until(async () => (await eyes.path()) !== '/login');
}

async function chooseTime(eyes: Eyes, clinic: string): Promise<void> {
  await eyes.open(`/clinics/${clinic}`);
  await eyes.click(doctorLink);
  await eyes.click(timeLink);
}

async function keepTime(eyes: Eyes): Promise<void> {
  await eyes.see('[role="radiogroup"]');
  if (await eyes.shows(`${mainAction}[disabled]`)) await eyes.click('[role="radio"]');
  await eyes.click(`${mainAction}:not([disabled])`);
  await eyes.see('main h1[aria-live]');
  if (!isBooking.test(await eyes.path())) throw new Error(`no booking at ${await eyes.path()}`);
}

/** What an anonymous visitor sees. */
export async function anonymousTour(eyes: Eyes, take: TakePicture): Promise<void> {
  await takeDeclared('anonymous', eyes, take);
  await eyes.open('/clinics/asha-hospital');
  await eyes.click(doctorLink);
  await eyes.see(timeLink);
  await take('times');
  await eyes.open('/nowhere');
  await eyes.see('main h1');
  await take('not-found');
}

/** A patient books, pays through the provider's window, and comes back. */
export async function patientTour(eyes: Eyes, take: TakePicture): Promise<void> {
  await logIn(eyes, 'patient', '/clinics/asha-hospital');
  await eyes.click(doctorLink);
  await eyes.click(timeLink);
  await eyes.see(mainAction);
  await take('book');
  await keepTime(eyes);
  await eyes.see(`${mainAction}:not([disabled])`);
  await take('held');
  await eyes.click(mainAction);
  await eyes.insideFrame('iframe.razorpay-checkout-frame', async () => {
    await eyes.click('[data-way="upi"]:not([disabled])');
  });
  await eyes.see('main [data-sentence="confirmed_paid"]');
  await take('booking-confirmed');
  await eyes.open('/bookings');
  await eyes.see('main a[href^="/bookings/"]');
  await take('my-bookings');
  await chooseTime(eyes, 'clinica-alameda');
  await keepTime(eyes);
  await take('held-pay-at-desk');
  await eyes.click(mainAction);
  await eyes.see('main [data-sentence="confirmed_desk"]');
  await take('confirmed-pay-at-desk');
  await eyes.open('/ops');
  await eyes.see('main [role="alert"]');
  await take('forbidden');
}

/** The front desk: the day, one booking, a booking made at the desk, the keys. */
export async function deskTour(eyes: Eyes, take: TakePicture): Promise<void> {
  await logIn(eyes, 'reception', '/board');
  await eyes.see('nav a[href^="/board"][aria-current="page"]');
  await eyes.see('main h1');
  await take('board');
  await eyes.press('?');
  await eyes.see('[role="dialog"]');
  await take('board-keys');
  await eyes.press('Escape');
  await eyes.until(async () => !(await eyes.shows('[role="dialog"]')));
  await eyes.press('ArrowDown');
  await eyes.press('Enter');
  await eyes.see('aside[aria-label], [role="dialog"]');
  await take('board-booking');
  await eyes.press('Escape');
  await eyes.until(async () => !(await eyes.shows('aside[aria-label], [role="dialog"]')));
  await eyes.press('b');
  await eyes.see('[role="dialog"]');
  await take('board-new-booking');
}

/** What the administration of a clinic sees beside the board. */
export async function adminTour(eyes: Eyes, take: TakePicture): Promise<void> {
  await logIn(eyes, 'admin', '/board');
  await takeDeclared('admin', eyes, take);
}

/** The operator's pages. */
export async function operatorTour(eyes: Eyes, take: TakePicture): Promise<void> {
  await logIn(eyes, 'operator', '/ops');
  await takeDeclared('operator', eyes, take);
}

export const tours = {
  anonymous: anonymousTour,
  patient: patientTour,
  desk: deskTour,
  admin: adminTour,
  operator: operatorTour,
};
