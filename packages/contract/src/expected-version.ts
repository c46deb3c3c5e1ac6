import { z } from 'zod';

/**
 * The version that the caller has seen, on edits of a versioned subject. When the subject has changed since, the command
 * is rejected with EDIT_CONFLICT and both versions; without it, the command decides by the current state alone.
 */
export const expectedVersion = z.int().min(1).optional();

export function takesExpectedVersion(input: z.ZodType): boolean {
  return input instanceof z.ZodObject && 'expectedVersion' in input.shape;
}

export function expectedVersionOf(input: unknown): number | undefined {
  if (typeof input !== 'object' || input === null || !('expectedVersion' in input)) return undefined;
  return typeof input.expectedVersion === 'number' ? input.expectedVersion : undefined;
}
