import { expect, test } from 'vitest';
import { countReport, readCount } from './vitest-count.ts';

const green = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [] };

test('a green run counts passed tests, and skipped tests count as neither passed nor failed', () => {
  expect(countReport(green, 0)).toEqual({ passed: 3, failed: 0, skipped: 2 });
});

test('a file that could not be loaded counts as a failure even without a failed test', () => {
  const report = { ...green, testResults: [{ status: 'failed', assertionResults: [] }] };
  expect(countReport(report, 1).failed).toBe(1);
});

test('a file with failed tests is not counted twice', () => {
  const report = {
    ...green,
    numFailedTests: 2,
    testResults: [{ status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'failed' }] }],
  };
  expect(countReport(report, 1).failed).toBe(2);
});

test('a runner that fails without a failed test is still a failure', () => {
  expect(countReport(green, 1).failed).toBe(1);
  expect(readCount('/nowhere/report.json', 137)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
