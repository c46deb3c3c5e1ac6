/** A picture for `npm run screens`: somebody opens an address and waits until a part of it is there. */
export interface Picture {
  readonly name: string;
  readonly by: 'stranger' | 'patient' | 'desk' | 'operator';
  readonly path: string;
  readonly ready: string;
}
