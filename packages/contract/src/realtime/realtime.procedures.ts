import { z } from 'zod';
import { ClinicId } from '../ids.ts';

export const feedSubjects = ['booking', 'payment', 'message'] as const;
export type FeedSubject = (typeof feedSubjects)[number];

/** A change of a subject. Carries no data: fetch the subject again and compare its version. */
export const FeedEvent = z
  .strictObject({
    /** Resume position: `<cluster>.<xid>.<id>`; opaque to clients. */
    cursor: z.string(),
    clinicId: ClinicId,
    subject: z.enum(feedSubjects),
    subjectId: z.uuid(),
    version: z.int(),
    /** The state the subject has entered. */
    state: z.string(),
  })
  .meta({ id: 'FeedEvent' });
export type FeedEvent = z.infer<typeof FeedEvent>;

/** `resync`: the cursor is unknown, pruned or from another cluster; refetch, then continue from `cursor`. */
export type FeedMessage =
  | { readonly type: 'change'; readonly event: FeedEvent }
  | { readonly type: 'resync'; readonly cursor: string };

export const FeedInput = z.strictObject({
  /** Only this clinic; absent: everything the caller may see. */
  clinicId: ClinicId.optional(),
  cursor: z.string().max(120).optional(),
});
