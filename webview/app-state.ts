import type { PlaneName } from '../src/preview/draw/plane.ts';
import type { GreyWindow } from '../src/preview/draw/raster.ts';
import { defaultLevelsPercent } from '../src/preview/draw/slice-scene.ts';
import type { LoadedModel } from '../src/preview/loaded.ts';
import type { HostMessage, NumberInText, RoomChoice, ViewState } from '../src/preview/protocol.ts';
import type { Vec3 } from '../src/preview/crosshair.ts';
import type { EyeChoice } from './eye-choice.ts';
import type { SideName } from './side-view.ts';

/** Everything the page shows follows from this. */
export interface AppState {
  readonly loaded?: LoadedModel;
  readonly crosshairMm: Vec3;
  /** Undefined until the first image has come or the reader has chosen. */
  readonly window?: GreyWindow;
  readonly levelsPercent: readonly number[];
  readonly overlay?: string;
  /** What the plan is compared with: a baseline, or the last commit. */
  readonly compared?: string;
  /** The one slice of a narrow view. */
  readonly plane: PlaneName;
  readonly maximised?: PlaneName | 'side';
  /** The view beside the histogram. */
  readonly side: SideName;
  readonly eye: EyeChoice;
  readonly room: RoomChoice;
  readonly zoom: Readonly<Record<PlaneName, { readonly factor: number; readonly panMm: readonly [number, number] }>>;
  readonly selectedRegion?: string;
  readonly selectedGoal?: number;
  /** The number of the text that the page can change. */
  readonly number?: NumberInText;
  readonly progress?: Extract<HostMessage, { type: 'progress' }>;
  readonly stale?: string;
  /** Why no final dose follows the preview that is shown. */
  readonly previewOnly?: string;
  readonly failures: Extract<HostMessage, { type: 'failure' }>['messages'];
  /** Why the last transfer or message was not taken. */
  readonly refused?: string;
  readonly cancelled: boolean;
}

export const unzoomed = { factor: 1, panMm: [0, 0] } as const;

export const startingState: AppState = {
  crosshairMm: [0, 0, 0],
  levelsPercent: defaultLevelsPercent,
  plane: 'axial',
  side: 'beam',
  eye: { beam: 0 },
  room: {},
  zoom: { axial: unzoomed, coronal: unzoomed, sagittal: unzoomed },
  failures: [],
  cancelled: false,
};

export interface Store {
  get(): AppState;
  set(change: Partial<AppState>): void;
  /** Called once a frame at most, after changes. */
  onChange(draw: (state: AppState, before: AppState) => void): void;
}

export function createStore(initial: AppState): Store {
  let state = initial;
  let drawn = initial;
  let isScheduled = false;
  const listeners: ((state: AppState, before: AppState) => void)[] = [];

  function draw() {
    isScheduled = false;
    const before = drawn;
    drawn = state;
    for (const listener of listeners) listener(state, before);
  }

  return {
    get: () => state,
    set(change) {
      state = { ...state, ...change };
      if (isScheduled) return;
      isScheduled = true;
      requestAnimationFrame(draw);
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

/** The part of the state that outlives a reload. */
export function viewStateOf(state: AppState): ViewState {
  return {
    crosshairMm: state.loaded ? [...state.crosshairMm] : undefined,
    window: state.window,
    levelsPercent: [...state.levelsPercent],
    overlay: state.overlay,
    plane: state.plane,
    compared: state.compared,
    eye: state.eye,
    side: state.side,
    room: state.room,
  };
}
