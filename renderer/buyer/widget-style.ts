/** Of the shadow tree; `:host` is reset, so that nothing of the site's styles is inherited. */
export const widgetStyle = `
:host { all: initial; }
[hidden] { display: none !important; }
button {
  position: fixed; right: 20px; bottom: 20px; z-index: 2147483000;
  display: grid; place-items: center; width: 56px; height: 56px; padding: 0; border: 0;
  border-radius: 50%; background: #0b5cab; color: #fff; cursor: pointer;
  box-shadow: 0 4px 16px rgb(20 30 50 / 30%);
}
button:hover { background: #094c8f; }
button:focus-visible { outline: 3px solid #0b5cab; outline-offset: 3px; }
button.left { right: auto; left: 20px; }
svg { width: 28px; height: 28px; fill: none; stroke: currentcolor; stroke-width: 2;
  stroke-linecap: round; stroke-linejoin: round; }
button:not(.open) .when-open, button.open .when-closed { display: none; }
.badge {
  position: absolute; top: -4px; right: -4px; min-width: 22px; padding: 0 6px; box-sizing: border-box;
  border: 2px solid #fff; border-radius: 12px; background: #c22b2b; color: #fff;
  font: 600 12px/18px system-ui, sans-serif; text-align: center;
}
.panel {
  position: fixed; right: 20px; bottom: 88px; z-index: 2147483000;
  width: 380px; height: min(640px, calc(100vh - 108px)); overflow: hidden;
  border: 1px solid rgb(128 138 155 / 45%); border-radius: 10px; background: Canvas;
  box-shadow: 0 8px 32px rgb(20 30 50 / 26%); color-scheme: light dark;
}
.panel.left { right: auto; left: 20px; }
iframe { display: block; width: 100%; height: 100%; border: 0; color-scheme: light dark; }
@media (max-width: 600px), (max-height: 420px) {
  .panel, .panel.left { inset: 0; width: 100%; height: 100vh; height: 100dvh; border: 0; border-radius: 0; }
  button.open { display: none; }
}
@media (prefers-reduced-motion: no-preference) {
  button { transition: background 120ms; }
}
`
