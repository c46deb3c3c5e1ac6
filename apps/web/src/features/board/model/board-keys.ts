import { type BoardAction, boardActions } from './board-actions.ts';

export type BoardCommand =
  | { readonly kind: 'focusSearch' }
  | {
      readonly kind: 'move';
      readonly to: 'next' | 'previous' | 'first' | 'last' | 'pageNext' | 'pagePrevious';
    }
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'act'; readonly action: BoardAction }
  | { readonly kind: 'newBooking' };

/** Keys of the board, as the `?` sheet lists them. */
export const actionKeys: Record<BoardAction, string> = {
  checkIn: 'i',
  start: 's',
  complete: 'e',
  noShow: 'n',
  cancel: 'c',
  permitDeskPayment: 'd',
};
export const searchKey = '/';
export const newBookingKey = 'b';

const fixedKeys: Readonly<Record<string, BoardCommand>> = {
  [searchKey]: { kind: 'focusSearch' },
  [newBookingKey]: { kind: 'newBooking' },
  ArrowDown: { kind: 'move', to: 'next' },
  ArrowUp: { kind: 'move', to: 'previous' },
  Home: { kind: 'move', to: 'first' },
  End: { kind: 'move', to: 'last' },
  PageDown: { kind: 'move', to: 'pageNext' },
  PageUp: { kind: 'move', to: 'pagePrevious' },
  Enter: { kind: 'open' },
  Escape: { kind: 'close' },
};

const letterKeys: ReadonlyMap<string, BoardAction> = new Map(
  boardActions.map((action) => [actionKeys[action], action]),
);

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
}

/** What a key means on the board. Letters do nothing while text is typed, with a modifier, or while held down. */
export function commandOf(press: KeyPress, typing: boolean): BoardCommand | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (typing) return press.key === 'Escape' ? { kind: 'close' } : null;
  const fixed = fixedKeys[press.key];
  if (fixed !== undefined) return fixed.kind === 'move' || !press.repeat ? fixed : null;
  const action = press.repeat ? undefined : letterKeys.get(press.key.toLowerCase());
  return action === undefined ? null : { kind: 'act', action };
}

/** Index after a move over `count` rows. From -1 (nothing chosen) it starts at the first or last row. */
export function moved(
  from: number,
  to: Extract<BoardCommand, { kind: 'move' }>['to'],
  count: number,
  pageSize: number,
): number {
  const last = count - 1;
  if (count === 0) return -1;
  const clamp = (index: number): number => Math.min(last, Math.max(0, index));
  switch (to) {
    case 'first':
      return 0;
    case 'last':
      return last;
    case 'next':
      return clamp(from + 1);
    case 'previous':
      return from < 0 ? last : clamp(from - 1);
    case 'pageNext':
      return clamp(from + pageSize);
    case 'pagePrevious':
      return from < 0 ? last : clamp(from - pageSize);
  }
}
