import type { Twin } from './twin.ts';

export const drawerTwins: readonly Twin[] = [
  {
    number: 23,
    damage: 'the ledger says another amount than the counts',
    sql: (day) => `insert into drawers (clinic_id, id, name, currency)
      values ('${day.clinicId}', '${day.doctorId}', 'Front desk', 'INR');
      insert into drawer_sessions (clinic_id, id, drawer_id, currency, opened_by, opening_minor, brought_minor)
      values ('${day.clinicId}', '${day.doctorId}', '${day.doctorId}', 'INR', '${day.patientUserId}', 500, 500)`,
  },
  {
    number: 23,
    damage: 'a closed session does not add up',
    sql: (day) => `insert into drawers (clinic_id, id, name, currency)
      values ('${day.clinicId}', '${day.doctorId}', 'Front desk', 'INR');
      insert into drawer_sessions (clinic_id, id, drawer_id, currency, opened_by, opening_minor, brought_minor, closed_by, closed_at,
        counted_minor, expected_minor)
      values ('${day.clinicId}', '${day.doctorId}', '${day.doctorId}', 'INR', '${day.patientUserId}', 0, 0,
        '${day.patientUserId}', app_now(), 0, 100)`,
  },
];
