import {
  orbited,
  panned,
  roomViews,
  zoomed,
  type RoomCamera,
  type RoomFrame,
  type RoomView,
} from '../src/preview/draw/room-camera.ts';

export interface RoomHand {
  /** Undefined as long as there is nothing to look at. */
  camera(): RoomCamera | undefined;
  frame(): RoomFrame;
  /** `isMoving` until the hand is off. */
  move(camera: RoomCamera, isMoving: boolean): void;
  rest(): void;
  view(view: RoomView): void;
  reset(): void;
  /** A click, px from the top left, and on what of the page. */
  pick(x: number, y: number, target: Element): void;
  /** Enter. */
  reveal(): void;
}

const degreesPerPx = 0.45;
const clickPx = 4;

/** Turning by drag, moving by drag with Shift or another button, zooming by wheel; all of it by keys, too. */
export function bindRoomHand(node: HTMLElement, hand: RoomHand): void {
  let from: { x: number; y: number; camera: RoomCamera; isPan: boolean; isClick: boolean; target: Element } | undefined;
  node.addEventListener('pointerdown', (event) => {
    const camera = hand.camera();
    if (!camera || event.button > 2) return;
    node.setPointerCapture(event.pointerId);
    const isPan = event.shiftKey || event.button !== 0;
    from = { x: event.clientX, y: event.clientY, camera, isPan, isClick: true, target: event.target as Element };
  });
  node.addEventListener('pointermove', (event) => {
    if (!from) return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    if (from.isClick && Math.hypot(dx, dy) < clickPx) return;
    from.isClick = false;
    hand.move(
      from.isPan
        ? panned(from.camera, hand.frame(), dx, dy)
        : orbited(from.camera, -dx * degreesPerPx, dy * degreesPerPx),
      true,
    );
  });
  node.addEventListener('pointerup', (event) => {
    if (!from) return;
    const { isClick, isPan, target } = from;
    from = undefined;
    hand.rest();
    if (!isClick || isPan) return;
    const box = node.getBoundingClientRect();
    hand.pick(event.clientX - box.left, event.clientY - box.top, target);
  });
  node.addEventListener('pointercancel', () => {
    from = undefined;
    hand.rest();
  });
  node.addEventListener('contextmenu', (event) => event.preventDefault());
  let still: ReturnType<typeof setTimeout> | undefined;
  node.addEventListener(
    'wheel',
    (event) => {
      const camera = hand.camera();
      if (!camera) return;
      event.preventDefault();
      hand.move(zoomed(camera, Math.exp(-event.deltaY / 600)), true);
      clearTimeout(still);
      still = setTimeout(() => hand.rest(), 150);
    },
    { passive: false },
  );
  node.addEventListener('keydown', (event) => {
    const camera = hand.camera();
    if (!camera || event.ctrlKey || event.metaKey || event.altKey) return;
    const view = roomViews.find(({ key }) => key === event.key);
    const moved = keyMove(event, camera, hand.frame());
    if (view) hand.view(view);
    else if (moved) hand.move(moved, false);
    else if (event.key === 'r' || event.key === 'Home') hand.reset();
    else if (event.key === 'Enter') hand.reveal();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

const stepDeg = 10;
const stepPx = 24;

function keyMove(event: KeyboardEvent, camera: RoomCamera, frame: RoomFrame): RoomCamera | undefined {
  const [x, y] = arrows[event.key] ?? [0, 0];
  if (x !== 0 || y !== 0)
    return event.shiftKey ? panned(camera, frame, x * stepPx, y * stepPx) : orbited(camera, -x * stepDeg, y * stepDeg);
  if (event.key === '+' || event.key === '=') return zoomed(camera, 1.2);
  if (event.key === '-' || event.key === '_') return zoomed(camera, 1 / 1.2);
  return undefined;
}

/** To the right and down. */
const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
