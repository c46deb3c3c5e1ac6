const nothing = (): void => undefined;

function limits(query: string): readonly (readonly [string, number])[] {
  return [...query.matchAll(/\((min|max)-width:\s*([\d.]+)(px|em)\)/g)].map(([, edge = '', size, unit]) => [
    edge,
    Number(size) * (unit === 'em' ? 16 : 1),
  ]);
}

/** Sets the screen width that media queries in jsdom see. */
export function setScreenWidth(widthPx: number): void {
  window.matchMedia = (query) =>
    Object.assign(new EventTarget(), {
      matches:
        !query.includes('prefers') &&
        limits(query).every(([edge, px]) => (edge === 'min' ? widthPx >= px : widthPx <= px)),
      media: query,
      onchange: null,
      addListener: nothing,
      removeListener: nothing,
    });
}
