import { expect, test } from 'vitest';
import { touchedRooms } from './touched-rooms.ts';

test('a room is named once, however many of its files changed', () => {
  const files = ['apps/api/src/app.ts', 'apps/api/test/hold/ok.int.test.ts', 'packages/core/src/usecase.ts'];
  expect(touchedRooms(files)).toEqual(['apps/api/', 'packages/core/']);
});

test('documents touch no room, tools count as one', () => {
  expect(touchedRooms(['README.md', 'docs/adr/0001-a.md'])).toEqual([]);
  expect(touchedRooms(['tools/lint/rooms.ts', 'tools/lint.ts'])).toEqual(['tools/']);
});

test('a file that all rooms are built with touches all rooms', () => {
  expect(touchedRooms(['README.md', 'package-lock.json'])).toEqual(['apps/', 'packages/', 'tools/']);
});
