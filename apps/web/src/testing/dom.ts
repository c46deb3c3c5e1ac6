import { configure } from '@testing-library/react';

/** Browser interfaces that the component library needs and jsdom lacks. Import it first. */
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

// Pages load in parts, and the machine may be busy, so the default timeout of one second is too short.
configure({ asyncUtilTimeout: 10_000, getElementError: (message) => new Error(message ?? 'not found') });
