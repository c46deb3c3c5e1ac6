import * as procedures from '@holdfast/contract/ops/ops.procedures';
import { toInstant } from '@holdfast/contract/time';
import { findWhatsappAccount, listInvariants as invariantRows } from '@holdfast/db/repos/ops.repo';
import type { z } from 'zod';
import { defineQuery } from '../../usecase/define-query.ts';

type AccountOut = z.input<typeof procedures.WhatsappAccount>;

export const readWhatsapp = defineQuery({
  procedure: procedures.readWhatsapp,
  place: () => null,
  read: async (tx): Promise<AccountOut> => {
    const row = await findWhatsappAccount(tx);
    if (!row) return { state: 'stopped', qrText: null, updatedAt: null, note: null };
    const state = row.state as AccountOut['state'];
    return {
      state,
      qrText: state === 'qr' ? row.qr_text : null,
      updatedAt: toInstant(row.updated_at),
      note: row.note,
    };
  },
});

export const listInvariants = defineQuery({
  procedure: procedures.listInvariants,
  place: () => null,
  read: async (tx) => {
    const rows = await invariantRows(tx);
    const newest = rows.reduce<Date | null>(
      (last, row) => (last && last > row.checked_at ? last : row.checked_at),
      null,
    );
    return {
      checkedAt: newest && toInstant(newest),
      invariants: rows.map(({ number, name, violations }) => ({ number, name, violations })),
    };
  },
});
