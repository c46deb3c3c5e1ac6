import { z } from 'zod';
import { ClinicId, UserId } from '../ids.ts';
import { Locale } from '../locale.ts';
import { command, query } from '../procedure.ts';
import { serviceTerms } from '../service-terms.ts';
import { Instant } from '../time.ts';
import { anyone, can, loggedIn } from './access.ts';
import { codeBudget, loginBudget, refreshBudget, revealBudget, verifyBudget } from './auth.budgets.ts';
import { capabilities, clinicRoles } from './capabilities.ts';

/** International form, digits only after the plus sign. */
export const PhoneE164 = z
  .string()
  .regex(/^\+[1-9]\d{7,14}$/, 'must look like +919812345678')
  .meta({ id: 'PhoneE164' });

export const SessionTokens = z
  .strictObject({
    userId: UserId,
    /** Null when the tokens were set as HttpOnly cookies instead. */
    accessToken: z.string().nullable(),
    accessExpiresAt: Instant,
    refreshToken: z.string().nullable(),
    refreshExpiresAt: Instant,
  })
  .meta({ id: 'SessionTokens' });

/** Length and lifetime of a code are stated in its message: see `serviceTerms`. */
const OneTimeCode = z
  .string()
  .regex(new RegExp(`^\\d{${serviceTerms.codeDigits}}$`), `must be ${serviceTerms.codeDigits} digits`);

const Password = z.string().min(1).max(200);

export const logInWithPassword = command({
  id: 'auth.login',
  summary: 'Log in with e-mail and password',
  path: '/auth/login',
  access: anyone,
  audit: 'row',
  shows: [],
  budget: loginBudget,
  idempotent: false,
  input: z.strictObject({ email: z.email().max(254), password: Password }),
  output: SessionTokens,
  errors: ['INVALID_CREDENTIALS', 'ACCOUNT_SUSPENDED'],
});

export const requestCode = command({
  id: 'auth.requestCode',
  summary: 'Send a one-time code to a phone',
  path: '/auth/otp/request',
  access: anyone,
  audit: 'row',
  shows: ['message'],
  budget: codeBudget,
  idempotent: false,
  input: z.strictObject({ phone: PhoneE164, clinicId: ClinicId, locale: Locale }),
  output: z.strictObject({
    challengeId: z.uuid(),
    expiresAt: Instant,
    channel: z.enum(['whatsapp', 'desk']),
  }),
  errors: ['NOT_FOUND'],
});

export const verifyCode = command({
  id: 'auth.verifyCode',
  summary: 'Log in with a one-time code',
  path: '/auth/otp/verify',
  access: anyone,
  audit: 'row',
  shows: [],
  budget: verifyBudget,
  idempotent: false,
  input: z.strictObject({ challengeId: z.uuid(), code: OneTimeCode }),
  output: SessionTokens,
  errors: ['INVALID_CREDENTIALS', 'ACCOUNT_SUSPENDED'],
});

export const revealCode = command({
  id: 'auth.revealCode',
  summary: 'Show the latest one-time code of a phone at the desk',
  path: '/auth/otp/reveal',
  access: can('codes.reveal'),
  audit: 'row',
  shows: [],
  budget: revealBudget,
  idempotent: false,
  input: z.strictObject({ clinicId: ClinicId, phone: PhoneE164 }),
  output: z.strictObject({ code: z.string(), expiresAt: Instant }),
  errors: ['NOT_FOUND'],
});

export const refreshSession = command({
  id: 'auth.refresh',
  summary: 'Exchange a refresh token for new tokens; reusing one revokes the whole family',
  path: '/auth/refresh',
  access: anyone,
  audit: { none: 'every session renews every few minutes; the sessions table keeps each renewal' },
  shows: [],
  budget: refreshBudget,
  idempotent: false,
  input: z.strictObject({ refreshToken: z.string().min(20).max(200).optional() }),
  output: SessionTokens,
  errors: ['UNAUTHENTICATED', 'ACCOUNT_SUSPENDED'],
});

export const logOut = command({
  id: 'auth.logout',
  summary: 'End this session',
  path: '/auth/logout',
  access: anyone,
  audit: 'row',
  shows: [],
  idempotent: false,
  input: z.strictObject({ refreshToken: z.string().min(20).max(200).optional() }),
  output: z.strictObject({ loggedOut: z.literal(true) }),
});

const ClinicRole = z.enum(clinicRoles).meta({ id: 'ClinicRole' });
const CapabilityName = z.enum(capabilities).meta({ id: 'Capability' });

const Membership = z
  .strictObject({
    clinicId: ClinicId,
    clinicName: z.string(),
    role: ClinicRole,
    /** Capabilities of the role in this clinic; pages show and hide controls by them. */
    capabilities: z.array(CapabilityName),
  })
  .meta({ id: 'Membership' });

export const Me = z
  .strictObject({
    userId: UserId,
    displayName: z.string(),
    locale: Locale,
    isOperator: z.boolean(),
    memberships: z.array(Membership),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

export const readMe = query({
  id: 'auth.me',
  summary: 'The logged-in account with its current roles',
  path: '/me',
  access: loggedIn,
  input: z.strictObject({}),
  output: Me,
});
