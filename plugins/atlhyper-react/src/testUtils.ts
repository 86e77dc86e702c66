/**
 * For the jest set-up of plugins that draw charts: what jsdom lacks of a browser. Importing it is
 * enough.
 *
 * @packageDocumentation
 */
// jsdom has none of what the charts ask the browser for.
global.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
window.matchMedia ??= () =>
  ({
    matches: false,
    addEventListener() {},
    removeEventListener() {},
    addListener() {},
    removeListener() {},
  } as unknown as MediaQueryList);
HTMLCanvasElement.prototype.getContext = (() =>
  new Proxy(
    {},
    {
      get: (_, name) =>
        name === 'measureText' ? () => ({ width: 0 }) : () => undefined,
    },
  )) as never;
global.Path2D ??= class {
  moveTo() {}
  lineTo() {}
  rect() {}
  arc() {}
  closePath() {}
} as never;

export {};
