import type { Capability } from '@holdfast/contract/auth/capabilities';
import type { Icon } from '@tabler/icons-react';
import type { ParseKeys, Texts } from 'i18next';
import type { ComponentType } from 'react';

/** Who a screen is for. The server decides what anybody may read; this decides what is offered. */
export type Audience = 'everyone' | 'account' | 'operator' | { readonly can: Capability };

/** Where a screen is offered: the staff's navigation and Ctrl-K, or the menu of the account. */
export type Placement = 'staffNavigation' | 'accountMenu';

export interface Place {
  readonly title: ParseKeys<['product', keyof Texts]>;
  /** The namespace of the title, where it is not `product`. */
  readonly texts?: keyof Texts;
  readonly icon: Icon;
  readonly in: readonly Placement[];
}

/** What the rest of the product needs to know about a screen. */
export interface Screen<Path extends string = string, Search extends string = string> {
  readonly path: Path;
  readonly frame: 'patient' | 'staff';
  readonly audience: Audience;
  /** Names of what is kept in the address. */
  readonly search: readonly Search[];
  readonly load: () => Promise<{ readonly default: ComponentType }>;
  readonly place?: Place;
}

/** Keeps the exact path and the names of the search, from which links get their types. */
export function defineScreen<const Path extends string, const Search extends string = never>(
  screen: Screen<Path, Search>,
): Screen<Path, Search> {
  return screen;
}
