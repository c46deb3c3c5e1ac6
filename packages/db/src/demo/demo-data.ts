import { clinicRole } from '@holdfast/contract/auth/capabilities';

/** Everything the demo shows. Only ever written in demo mode. */

export const demoPassword = 'demo-holdfast';

/** argon2id of `demoPassword`, which `npm start` prints; a public password needs no secret salt. */
export const demoPasswordHash =
  '$argon2id$v=19$m=19456,t=2,p=1$K1iTmUstCiHomY/xlvAPeg$nXKx26iNds36rtEEFRIP0/VF9wBS1+BacvpnJWyiBjE';

interface DemoService {
  readonly name: string;
  readonly durationMinutes: number;
  readonly priceMinor: number;
}

interface DemoDoctor {
  readonly name: string;
  readonly speciality: string;
  readonly about: string;
  readonly services: readonly string[];
  /** ISO weekdays with the sessions of each. */
  readonly weekdays: readonly number[];
  readonly sessions: readonly (readonly [opens: string, closes: string])[];
}

export interface DemoClinic {
  readonly slug: string;
  readonly name: string;
  readonly address: string;
  readonly timeZone: string;
  readonly currency: 'INR' | 'MXN';
  readonly paymentMode: 'online' | 'desk';
  readonly deskPermission: 'patients' | 'staff';
  readonly services: readonly DemoService[];
  readonly doctors: readonly DemoDoctor[];
  readonly patients: readonly {
    readonly name: string;
    readonly phone: string;
    readonly locale: 'en' | 'hi' | 'es';
  }[];
}

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const workdays = [1, 2, 3, 4, 5, 6];

export const demoClinics: readonly DemoClinic[] = [
  {
    slug: 'asha-hospital',
    name: 'Asha Hospital',
    address: '14 Lake Road, Pune 411001',
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    paymentMode: 'online',
    deskPermission: 'staff',
    services: [
      { name: 'Consultation', durationMinutes: 20, priceMinor: 80_000 },
      { name: 'Follow-up', durationMinutes: 10, priceMinor: 40_000 },
      { name: 'ECG and consultation', durationMinutes: 30, priceMinor: 145_000 },
    ],
    doctors: [
      {
        name: 'Dr. Meera Nair',
        speciality: 'Cardiology',
        about: 'Heart rhythm and blood pressure. Speaks English, Hindi and Malayalam.',
        services: ['Consultation', 'Follow-up', 'ECG and consultation'],
        weekdays: everyDay,
        sessions: [
          ['09:00', '13:00'],
          ['16:00', '20:00'],
        ],
      },
      {
        name: 'Dr. Arjun Deshpande',
        speciality: 'Cardiology',
        about: 'Heart failure and valve disease. Speaks English, Hindi and Marathi.',
        services: ['Consultation', 'Follow-up'],
        weekdays: workdays,
        sessions: [['10:00', '14:00']],
      },
      {
        name: 'Dr. Farah Siddiqui',
        speciality: 'Paediatrics',
        about: 'Newborns to teenagers, vaccinations. Speaks English, Hindi and Urdu.',
        services: ['Consultation', 'Follow-up'],
        weekdays: everyDay,
        sessions: [
          ['09:30', '12:30'],
          ['17:00', '20:00'],
        ],
      },
      {
        name: 'Dr. Rohan Kulkarni',
        speciality: 'General medicine',
        about: 'Fever, diabetes, thyroid and everything you are not sure about.',
        services: ['Consultation', 'Follow-up'],
        weekdays: everyDay,
        sessions: [['08:00', '21:00']],
      },
    ],
    patients: [
      { name: 'Lakshmi Iyer', phone: '+919800000101', locale: 'en' },
      { name: 'Imran Shaikh', phone: '+919800000102', locale: 'hi' },
      {
        name: 'Venkatanarasimharajuvaripeta Subramaniam Krishnamurthy',
        phone: '+919800000103',
        locale: 'en',
      },
      { name: 'Sunita Pawar', phone: '+919800000104', locale: 'hi' },
    ],
  },
  {
    slug: 'clinica-alameda',
    name: 'Clínica Alameda',
    address: 'Avenida Juárez 40, Ciudad de México',
    timeZone: 'America/Mexico_City',
    currency: 'MXN',
    paymentMode: 'desk',
    deskPermission: 'patients',
    services: [
      { name: 'Consulta', durationMinutes: 30, priceMinor: 65_000 },
      { name: 'Revisión', durationMinutes: 15, priceMinor: 30_000 },
    ],
    doctors: [
      {
        name: 'Dra. Lucía Hernández',
        speciality: 'Medicina general',
        about: 'Consulta familiar, diabetes e hipertensión.',
        services: ['Consulta', 'Revisión'],
        weekdays: everyDay,
        sessions: [
          ['09:00', '14:00'],
          ['16:00', '19:00'],
        ],
      },
      {
        name: 'Dr. Emilio Vargas',
        speciality: 'Dermatología',
        about: 'Piel, cabello y uñas.',
        services: ['Consulta'],
        weekdays: workdays,
        sessions: [['11:00', '18:00']],
      },
      {
        name: 'Dra. Ximena Robles',
        speciality: 'Pediatría',
        about: 'Recién nacidos y niños.',
        services: ['Consulta', 'Revisión'],
        weekdays: workdays,
        sessions: [['08:00', '13:00']],
      },
    ],
    patients: [
      { name: 'Guadalupe Torres', phone: '+525500000201', locale: 'es' },
      { name: 'Mateo Jiménez', phone: '+525500000202', locale: 'es' },
    ],
  },
];

export const demoAccounts = [
  {
    email: 'patient@demo.holdfast.test',
    name: 'Asha Patil',
    phone: '+919800000100',
    role: null,
    isOperator: false,
  },
  {
    email: 'reception@demo.holdfast.test',
    name: 'Reception',
    phone: null,
    role: clinicRole.receptionist,
    isOperator: false,
  },
  {
    email: 'doctor@demo.holdfast.test',
    name: 'Dr. Meera Nair',
    phone: null,
    role: clinicRole.doctor,
    isOperator: false,
  },
  {
    email: 'admin@demo.holdfast.test',
    name: 'Clinic admin',
    phone: null,
    role: clinicRole.admin,
    isOperator: false,
  },
  { email: 'operator@demo.holdfast.test', name: 'Operator', phone: null, role: null, isOperator: true },
] as const;
