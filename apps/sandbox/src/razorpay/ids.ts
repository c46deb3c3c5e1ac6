import { randomInt } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export type IdPrefix = 'order' | 'pay' | 'rfnd' | 'card' | 'plink' | 'disp';

function alphanumeric(length: number): string {
  let text = '';
  while (text.length < length) text += alphabet.charAt(randomInt(alphabet.length));
  return text;
}

export function newId(prefix: IdPrefix): string {
  return `${prefix}_${alphanumeric(14)}`;
}

export function newEventId(): string {
  return alphanumeric(14);
}

export function digits(length: number): string {
  let text = '';
  while (text.length < length) text += String(randomInt(10));
  return text;
}
