import { boardRoles, clinicRoles } from '@holdfast/contract/auth/roles';
import { expect, it } from 'vitest';
import { isBoardRole } from './staff-roles.ts';

it('the roles of the board are those of the contract', () => {
  expect(clinicRoles.filter(isBoardRole)).toEqual([...boardRoles]);
});
