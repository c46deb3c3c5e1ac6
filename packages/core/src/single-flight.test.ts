import { expect, test } from 'vitest';
import { createSingleFlight } from './single-flight.ts';

function gate() {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  return { promise, resolve, reject };
}

test('concurrent calls with one key share one run and its result', async () => {
  const share = createSingleFlight<object, number>();
  const owner = {};
  const { promise, resolve } = gate();
  let runs = 0;
  const work = () => {
    runs += 1;
    return promise;
  };
  const calls = [share(owner, 'a', work), share(owner, 'a', work), share(owner, 'a', work)];
  resolve(7);
  expect(await Promise.all(calls)).toEqual([7, 7, 7]);
  expect(runs).toBe(1);
});

test('another key, another owner and a call after the end start a new run', async () => {
  const share = createSingleFlight<object, number>();
  const [one, other] = [{}, {}];
  let runs = 0;
  const work = async () => {
    runs += 1;
    return runs;
  };
  expect(await Promise.all([share(one, 'a', work), share(one, 'b', work), share(other, 'a', work)])).toEqual([
    1, 2, 3,
  ]);
  expect(await share(one, 'a', work)).toBe(4);
});

test('a failure rejects every waiting call and is not cached', async () => {
  const share = createSingleFlight<object, number>();
  const owner = {};
  const { promise, reject } = gate();
  const calls = [share(owner, 'a', () => promise), share(owner, 'a', () => promise)];
  reject(new Error('down'));
  expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await share(owner, 'a', async () => 1)).toBe(1);
});
