/** The canvas of the 3D view and what becomes of it: drawing code that comes when it is first needed, a graphics context that is absent or lost. */
import type { RoomCamera, RoomFrame } from '../src/preview/draw/room-camera.ts';
import type { RoomPicture } from '../src/preview/draw/room-picture.ts';
import { element } from './dom.ts';
import type { createRoomDrawing, RoomDrawing } from './room-three.ts';

export interface RoomScreen {
  readonly node: HTMLElement;
  /** Draws, or says why there is no picture. */
  draw(picture: RoomPicture, camera: RoomCamera, frame: RoomFrame): void;
  /** Whether there is a picture. */
  isAlive(): boolean;
}

type Drawer = typeof createRoomDrawing;

export function createRoomScreen(redraw: () => void): RoomScreen {
  const words = element('p');
  const again = element('button', { class: 'room-again', type: 'button' }, 'Draw again');
  const message = element('div', { class: 'room-message', role: 'status', hidden: '' }, words, again);
  const node = element('div', { class: 'room-screen' }, message);
  let create: Drawer | undefined;
  let isLoading = false;
  let drawing: RoomDrawing | undefined;
  let problem: string | undefined;

  const say = (text: string | undefined, mayTryAgain = false) => {
    problem = text;
    words.textContent = text ?? '';
    message.hidden = text === undefined;
    again.hidden = !mayTryAgain;
  };

  function load() {
    if (isLoading) return;
    isLoading = true;
    say('Getting ready to draw …');
    import('./room-three.ts').then(
      (module) => {
        isLoading = false;
        create = module.createRoomDrawing;
        say(undefined);
        redraw();
      },
      (error: unknown) => {
        isLoading = false;
        say(
          `The 3D view's drawing code could not be loaded (${wordsOf(error)}). The table shows the same in words.`,
          true,
        );
      },
    );
  }

  function begin(drawer: Drawer) {
    const canvas = element('canvas', { 'aria-hidden': 'true' }) as HTMLCanvasElement;
    canvas.addEventListener('webglcontextlost', (event) => {
      // Else the browser never gives it back.
      event.preventDefault();
      say('The graphics processor has dropped the picture. It is drawn again as soon as it is back.', true);
      redraw();
    });
    canvas.addEventListener('webglcontextrestored', restart);
    try {
      drawing = drawer(canvas);
    } catch (error) {
      say(
        `No 3D picture: this window has no WebGL 2 (${wordsOf(error)}). Is hardware acceleration switched off? The table shows the same in words.`,
        true,
      );
      return;
    }
    node.querySelector('canvas')?.remove();
    node.prepend(canvas);
  }

  /** On a canvas of its own: nothing of what was lost is used again. */
  function restart() {
    drawing?.dispose();
    drawing = undefined;
    node.querySelector('canvas')?.remove();
    say(undefined);
    redraw();
  }
  again.addEventListener('click', restart);
  // Not a gesture on the picture below.
  for (const type of ['pointerdown', 'keydown']) again.addEventListener(type, (event) => event.stopPropagation());

  return {
    node,
    draw(picture, camera, frame) {
      if (problem !== undefined) return;
      if (!create) return load();
      if (!drawing) begin(create);
      drawing?.draw(picture, camera, frame, globalThis.devicePixelRatio || 1);
    },
    isAlive: () => drawing !== undefined && problem === undefined,
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
