import { configure } from '@testing-library/react';

/** What jsdom lacks and the component library asks for. Import it first. */
const nothing = (): void => undefined;

class SilentObserver {
  observe = nothing;
  unobserve = nothing;
  disconnect = nothing;
}

function noMatch(query: string): MediaQueryList {
  return Object.assign(new EventTarget(), {
    matches: false,
    media: query,
    onchange: null,
    addListener: nothing,
    removeListener: nothing,
  });
}

window.matchMedia = noMatch;
window.scrollTo = () => undefined;
globalThis.ResizeObserver ??= SilentObserver;
Element.prototype.scrollIntoView = () => undefined;

// Pages are fetched in parts, and the machine may be busy: wait for what comes, not for a second.
configure({ asyncUtilTimeout: 10_000, getElementError: (message) => new Error(message ?? 'not found') });
