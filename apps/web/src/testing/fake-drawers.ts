import { Drawer } from '@holdfast/contract/drawer/drawer.procedures';
import type { z } from 'zod';
import { asha, fakeId, fakeNow } from './fake-data.ts';
import { type FakeHandlers, FakeRefusal } from './fake-link.ts';

type Draft = Partial<z.input<typeof Drawer>>;
type Session = NonNullable<z.input<typeof Drawer>['session']>;

const rupees = (amountMinor: number) => ({ amountMinor, currency: 'INR' as const });

export function fakeSession(number: number, draft: Partial<Session> = {}): Session {
  return {
    id: fakeId(14, number),
    openedBy: 'Meena Joshi',
    openedAt: fakeNow,
    opening: rupees(200_000),
    closing: null,
    ...draft,
  };
}

/** Closed with what was counted, where 2,800.00 was expected. */
export function fakeClosing(countedMinor: number): Session['closing'] {
  return {
    closedBy: 'Meena Joshi',
    closedAt: fakeNow,
    counted: rupees(countedMinor),
    expected: rupees(280_000),
    differenceMinor: countedMinor - 280_000,
  };
}

/** An open drawer; `draft` says what is different. */
export function fakeDrawer(number: number, draft: Draft = {}): Drawer {
  return Drawer.parse({
    id: fakeId(13, number),
    clinicId: asha.id,
    name: number === 1 ? 'Front desk' : `Desk ${number}`,
    currency: 'INR',
    session: fakeSession(number),
    ...draft,
  });
}

/** In each state, for pages and pictures. */
export function fakeDrawers(): Drawer[] {
  return [
    fakeDrawer(1),
    fakeDrawer(2, { name: 'Pharmacy', session: fakeSession(2, { closing: fakeClosing(279_000) }) }),
    fakeDrawer(3, { name: 'Ward 7', session: fakeSession(3, { closing: fakeClosing(281_000) }) }),
    fakeDrawer(4, { name: 'Night counter', session: fakeSession(4, { closing: fakeClosing(280_000) }) }),
    fakeDrawer(5, { name: 'Laboratory on the second floor', session: null }),
  ];
}

interface Count {
  readonly drawerId: string;
  readonly sessionId: string;
  readonly countedMinor: number;
}

/** The drawers of a clinic in memory. */
export function createFakeDrawers(drawers: readonly Drawer[] = fakeDrawers()): FakeHandlers {
  const rows = new Map(drawers.map((drawer) => [drawer.id as string, drawer]));
  const read = (id: string): Drawer => {
    const found = rows.get(id);
    if (!found) throw new FakeRefusal('NOT_FOUND');
    return found;
  };
  const write = (drawer: Drawer): Drawer => {
    rows.set(drawer.id, drawer);
    return drawer;
  };
  return {
    'drawers.list': () => ({ drawers: [...rows.values()] }),
    'drawers.add': ({ name }: { name: string }) => {
      if ([...rows.values()].some((drawer) => drawer.name === name)) throw new FakeRefusal('STATE_CONFLICT');
      return write(fakeDrawer(20 + rows.size, { name, session: null }));
    },
    'drawers.open': ({ drawerId, countedMinor }: Count) => {
      const drawer = read(drawerId);
      if (drawer.session !== null && drawer.session.closing === null) throw new FakeRefusal('STATE_CONFLICT');
      const session = fakeSession(30, { opening: rupees(countedMinor) });
      return write(Drawer.parse({ ...drawer, session }));
    },
    'drawers.close': ({ drawerId, sessionId, countedMinor }: Count) => {
      const drawer = read(drawerId);
      const { session } = drawer;
      if (session?.id !== sessionId || session.closing !== null) throw new FakeRefusal('STATE_CONFLICT');
      return write(Drawer.parse({ ...drawer, session: { ...session, closing: fakeClosing(countedMinor) } }));
    },
  };
}
