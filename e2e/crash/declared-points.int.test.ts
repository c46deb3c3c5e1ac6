import { expect, test } from 'vitest';
import { declaredIn } from './declared.ts';
import { brokenIn, notCalledYet, unreachable } from './scenarios.ts';

test.each(['api', 'worker'] as const)(
  'every fail point that the %s declares is broken in a journey, or listed with the reason why it cannot be',
  async (app) => {
    const declared = await declaredIn(app);
    const lines = declared.map((point) => {
      const journeys = brokenIn[app][point]?.join(', ');
      return `  ${app}  ${point.padEnd(28)} ${journeys ?? `- ${unreachable[app][point] ?? 'MISSING'}`}`;
    });
    process.stdout.write(`\n${lines.join('\n')}\n`);
    expect(declared.length).toBeGreaterThan(15);
    expect([...Object.keys(brokenIn[app]), ...Object.keys(unreachable[app])].sort()).toEqual(declared);
  },
);

test('a point that one program cannot reach is broken in the other', () => {
  const broken = new Set(Object.values(brokenIn).flatMap((rows) => Object.keys(rows)));
  const excused = Object.values(unreachable).flatMap((rows) => Object.keys(rows));
  const waiting = Object.keys(notCalledYet);
  expect(excused.filter((point) => !broken.has(point) && !waiting.includes(point))).toEqual([]);
  expect(waiting.filter((point) => broken.has(point))).toEqual([]);
});
