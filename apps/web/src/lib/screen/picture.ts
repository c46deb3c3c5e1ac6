/** A picture for `npm run screens`: open the address as this user and wait for the element. */
export interface Picture {
  readonly name: string;
  readonly by: 'anonymous' | 'patient' | 'desk' | 'admin' | 'operator';
  readonly path: string;
  readonly ready: string;
}
