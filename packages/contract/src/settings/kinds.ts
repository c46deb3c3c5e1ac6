import { z } from 'zod';

/** The form of a value: the check, and its description for error messages. */
export interface Kind<T> {
  readonly expected: string;
  readonly schema: z.ZodType<T, string>;
}

export const text: Kind<string> = { expected: 'a text', schema: z.string().trim().min(1) };

export const matching = (pattern: RegExp, expected: string): Kind<string> => ({
  expected,
  schema: z.string().regex(pattern),
});

export const atLeast = (characters: number): Kind<string> => ({
  expected: `at least ${characters} characters`,
  schema: z.string().min(characters),
});

export const wholeNumber = (from: number, to: number): Kind<number> => ({
  expected: `a whole number, at least ${from}, at most ${to}`,
  schema: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(from).max(to)),
});

/** 0 lets the system choose one. */
export const port = (from: 0 | 1): Kind<number> => ({
  expected: `a port number: a whole number, at least ${from}, at most 65535`,
  schema: wholeNumber(from, 65_535).schema,
});

export const seconds: Kind<number> = {
  expected: 'seconds, more than 0, at most 86400',
  schema: z
    .string()
    .regex(/^\d{1,5}(\.\d{1,6})?$/)
    .transform(Number)
    .pipe(z.number().positive().max(86_400)),
};

export const oneOf = <const T extends readonly [string, ...string[]]>(words: T): Kind<T[number]> => ({
  expected: words.join(', '),
  schema: z.enum(words),
});

export const yesOrNo: Kind<boolean> = {
  expected: 'true or false',
  schema: z.enum(['true', 'false']).transform((word) => word === 'true'),
};

export const webUrl: Kind<string> = {
  expected: 'http://… or https://…',
  schema: z.url({ protocol: /^https?$/ }),
};

export const postgresUrl: Kind<string> = {
  expected: 'postgres://user:password@host:port/database',
  schema: z.url({ protocol: /^postgres(ql)?$/ }),
};

export const redisUrl: Kind<string> = {
  expected: 'redis://host:port',
  schema: z.url({ protocol: /^rediss?$/ }),
};
