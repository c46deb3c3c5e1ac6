import { expect, test } from 'vitest';
import { attempt, cancelled, own } from './bill-world.ts';
import { ordersOf, withRepeats } from './orders.ts';

const [a, b] = [attempt('A', 'captured'), attempt('B', 'captured')];
const later = own('later', () => null);

test('facts arrive in every order', () => {
  expect([...ordersOf([a, b, attempt('C', 'failed')])]).toHaveLength(6);
});

test('what we do ourselves keeps its order', () => {
  const orders = [...ordersOf([a, cancelled, b, later])];
  expect(orders).toHaveLength(12);
  expect(orders.every((order) => order.indexOf(cancelled) < order.indexOf(later))).toBe(true);
});

test('a repeated fact is in every place, and equal orders are played once', () => {
  expect(withRepeats([a, b, cancelled])).toHaveLength(2);
  expect([...ordersOf([a, b, a])]).toHaveLength(3);
});
