import { planes, toMm, type Frame, type PlaneName } from '../src/preview/draw/plane.ts';
import { unzoomed, type Store } from './app-state.ts';
import { snapped, stepped } from '../src/preview/crosshair.ts';

/** Click and drag: crosshair. Wheel: slice; with Ctrl: zoom. Middle drag: pan. Right drag: window and level. Double click: maximise. */
export function bindPointer(node: HTMLElement, plane: PlaneName, store: Store, frameOf: () => Frame | undefined): void {
  let drag: { button: number; x: number; y: number } | undefined;
  let wheelPx = 0;

  const moveCrosshair = (event: PointerEvent) => {
    const frame = frameOf();
    const { loaded } = store.get();
    if (!frame || !loaded) return;
    const box = node.getBoundingClientRect();
    store.set({ crosshairMm: snapped(loaded.model, toMm(frame, [event.clientX - box.left, event.clientY - box.top])) });
  };

  node.addEventListener('pointerdown', (event) => {
    if ((event.target as Element).hasAttribute('data-region')) return;
    drag = { button: event.button, x: event.clientX, y: event.clientY };
    node.setPointerCapture(event.pointerId);
    if (event.button === 0) moveCrosshair(event);
    // Without this the middle button starts the browser's own scrolling.
    if (event.button === 1) event.preventDefault();
  });

  node.addEventListener('pointermove', (event) => {
    if (!drag) return;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    drag = { ...drag, x: event.clientX, y: event.clientY };
    const frame = frameOf();
    const { window, zoom } = store.get();
    if (drag.button === 0) moveCrosshair(event);
    else if (drag.button === 1 && frame) {
      const { factor, panMm } = zoom[plane];
      const [panH, panV] = panMm;
      store.set({
        zoom: {
          ...zoom,
          [plane]: { factor, panMm: [panH - dx * frame.mmPerPx, panV - planes[plane].down * dy * frame.mmPerPx] },
        },
      });
    } else if (drag.button === 2 && window) {
      store.set({
        window: {
          width: Math.max(1, Math.round(window.width * (1 + dx / 200))),
          level: Math.round(window.level + (dy * window.width) / 300),
        },
      });
    }
  });

  const end = () => {
    drag = undefined;
  };
  node.addEventListener('pointerup', end);
  node.addEventListener('pointercancel', end);
  node.addEventListener('contextmenu', (event) => event.preventDefault());
  node.addEventListener('dblclick', () => store.set({ maximised: store.get().maximised ? undefined : plane }));

  node.addEventListener(
    'wheel',
    (event) => {
      const { loaded, crosshairMm, zoom } = store.get();
      if (!loaded) return;
      event.preventDefault();
      const px = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * 60;
      if (event.ctrlKey) {
        const factor = Math.min(Math.max(zoom[plane].factor * Math.exp(-px / 300), 1), 12);
        store.set({ zoom: { ...zoom, [plane]: factor === 1 ? unzoomed : { ...zoom[plane], factor } } });
        return;
      }
      // A notch of a wheel is one slice; a touch pad's small steps add up to one.
      wheelPx += Math.sign(px) * Math.min(Math.abs(px), 60);
      if (Math.abs(wheelPx) < 40) return;
      const step = wheelPx < 0 ? 1 : -1;
      wheelPx = 0;
      store.set({ crosshairMm: stepped(loaded.model, crosshairMm, planes[plane].normal, step) });
    },
    { passive: false },
  );
}
