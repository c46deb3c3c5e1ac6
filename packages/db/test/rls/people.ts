/** Two clinics, two patients in each, one person per role: the rows that the matrix probes. */
export const uuid = (group: number, number: number): string =>
  `00000000-0000-4000-8${String(group).padStart(3, '0')}-${String(number).padStart(12, '0')}`;

export const clinic = { home: uuid(1, 1), away: uuid(1, 2) } as const;
export const user = {
  own: uuid(2, 1),
  other: uuid(2, 2),
  receptionist: uuid(2, 3),
  doctor: uuid(2, 4),
  billing: uuid(2, 5),
  admin: uuid(2, 6),
  payee: uuid(2, 7),
  operator: uuid(2, 8),
  awayReceptionist: uuid(2, 9),
  otherOperator: uuid(2, 10),
} as const;

export type Row = Readonly<Record<string, unknown>>;
/** Label of a row → the row, per table. `own` is the row of the reading patient. */
export type World = Record<string, Record<string, Row>>;

const scopes = [
  { label: 'own/home', number: 1, clinicId: clinic.home, userId: user.own, side: 1 },
  { label: 'other/home', number: 2, clinicId: clinic.home, userId: user.other, side: 1 },
  { label: 'own/away', number: 3, clinicId: clinic.away, userId: user.own, side: 2 },
  { label: 'other/away', number: 4, clinicId: clinic.away, userId: user.other, side: 2 },
] as const;
type Scope = (typeof scopes)[number];

const sides = [
  { label: 'home', number: 1, clinicId: clinic.home },
  { label: 'away', number: 2, clinicId: clinic.away },
] as const;
type Side = (typeof sides)[number];

export const perScope = (make: (scope: Scope) => Row): Record<string, Row> =>
  Object.fromEntries(scopes.map((scope) => [scope.label, { clinic_id: scope.clinicId, ...make(scope) }]));
export const perSide = (make: (side: Side) => Row): Record<string, Row> =>
  Object.fromEntries(sides.map((side) => [side.label, { clinic_id: side.clinicId, ...make(side) }]));

export const during = (hour: number): string => `[2030-01-01 ${hour}:00+00,2030-01-01 ${hour}:30+00)`;
export const later = '2030-01-01 00:00+00';
export const phone = (number: number): string => `+9198123456${String(number).padStart(2, '0')}`;
