import { segmentsOf, type BeamPosition } from '../src/preview/beam.ts';
import { eyeFrame, type EyeFrame } from '../src/preview/draw/eye-frame.ts';
import { eyeOutlines, eyePosition, eyeRaster, eyeScene, type EyeOutlines } from '../src/preview/draw/eye-scene.ts';
import { muText, segmentText } from '../src/preview/draw/eye-words.ts';
import { fluenceMap, type FluenceMap } from '../src/preview/draw/fluence-map.ts';
import type { MeasureText } from '../src/preview/draw/scene.ts';
import type { LoadedModel } from '../src/preview/loaded.ts';
import type { AppState, Store } from './app-state.ts';
import { beamTable } from './beam-table.ts';
import { element, setText, svgElement } from './dom.ts';
import { shownChoice, steppedSegment, type EyeChoice } from './eye-choice.ts';
import { showRaster, showScene } from './scene-view.ts';
import type { SideTab } from './side-view.ts';
import { tableToggle } from './table-toggle.ts';
import { chartLook } from './theme.ts';
import { dropdown, slider } from './toolkit.ts';
import { send } from './vscode-api.ts';

/** One beam as its source sees it, segment by segment or as the sum, and the same in numbers. */
export function createBeamPane(store: Store, measure: MeasureText, revealRegion: (name: string) => void): SideTab {
  const canvas = element('canvas', { 'aria-hidden': 'true' }) as HTMLCanvasElement;
  const svg = svgElement('svg', { role: 'img', class: 'overlay' });
  const picture = element('div', {
    class: 'eye-picture',
    tabindex: '0',
    role: 'group',
    'aria-label':
      'Beam’s-eye view; left and right go through the segments, Page Up and Page Down through the beams, Enter goes to the beam’s line',
  });
  picture.append(canvas, svg);
  const picker = dropdown('Beam', (value) => choose({ beam: Number(value), segment: store.get().eye.segment }));
  const table = element('div', { class: 'eye-table', hidden: '' });
  const steps = slider('Segment', (value) => choose({ ...shown(), segment: value === 0 ? undefined : value - 1 }));
  const words = element('span', { class: 'eye-words' });
  const foot = element('div', { class: 'eye-foot' }, steps.node, words);
  const toggle = tableToggle('the beam', { picture, table }, () => draw(store.get()));
  const node = element('div', { class: 'eye' }, picture, table, foot);
  const held = cache();
  let drawnRaster = '';

  const shown = (): EyeChoice => {
    const { loaded, eye } = store.get();
    return loaded ? shownChoice(loaded.model, eye) : eye;
  };
  const choose = (eye: EyeChoice) => store.set({ eye });

  function draw(state: AppState) {
    const { loaded } = state;
    if (!loaded || node.hidden || !hasBeams(state)) return;
    const { model } = loaded;
    const choice = shownChoice(model, state.eye);
    const beam = model.beams[choice.beam];
    const segments = segmentsOf(beam);
    picker.setChoices(
      model.beams.map(({ name }, n) => ({ value: String(n), words: name })),
      String(choice.beam),
    );
    foot.hidden = segments.length < 2;
    const chosen = choice.segment === undefined ? undefined : segments[choice.segment];
    const said = `${segmentText(beam, chosen)} · ${muText(chosen?.segment.mu ?? beam.muPerFraction, model)}`;
    setText(words, said);
    steps.set({ most: segments.length, value: choice.segment === undefined ? 0 : choice.segment + 1, words: said });
    if (!table.hidden) {
      const choose = (segment: number) => store.set({ eye: { ...choice, segment } });
      table.replaceChildren(...beamTable(model, beam, choice.segment, choose));
      return;
    }
    drawPicture(loaded, choice, state.selectedRegion);
  }

  function drawPicture(loaded: LoadedModel, choice: EyeChoice, selectedRegion: string | undefined) {
    const { clientWidth: widthPx, clientHeight: heightPx } = picture;
    if (widthPx < 40 || heightPx < 40) return;
    const { model } = loaded;
    const look = chartLook();
    const size = heightPx < 230 ? ('small' as const) : ('large' as const);
    const view = { ...choice, size, look, selectedRegion, measure };
    const frame = eyeFrame(model, { widthPx, heightPx });
    const map = held.fluence(loaded, choice.beam);
    const position = eyePosition(model.beams[choice.beam], choice.segment);
    const pixelRatio = globalThis.devicePixelRatio || 1;
    const rasterKey = JSON.stringify([choice.beam, frame, look.ground, pixelRatio, position?.collimatorDeg]);
    if (rasterKey !== drawnRaster || held.isNew(loaded)) {
      showRaster(canvas, eyeRaster(model, view, frame, { map, pixelRatio }));
      drawnRaster = rasterKey;
    }
    const outlines = position ? held.outlines(loaded, position, frame) : [];
    showScene(svg, eyeScene(loaded, view, frame, { map, outlines }));
  }

  const reveal = () => {
    const beam = store.get().loaded?.model.beams[shown().beam];
    if (beam) send({ type: 'reveal', range: beam.range });
  };
  picture.addEventListener('click', (event) => {
    const region = (event.target as Element).getAttribute('data-region');
    if (region) revealRegion(region);
    else reveal();
  });
  picture.addEventListener('keydown', (event) => {
    const model = store.get().loaded?.model;
    if (!model || event.ctrlKey || event.metaKey || event.altKey) return;
    const choice = shown();
    const move = keyMove(event.key);
    if (event.key === 'Enter') reveal();
    else if (move?.of === 'segment')
      choose({ ...choice, segment: steppedSegment(model.beams[choice.beam], choice.segment, move.by) });
    else if (move?.of === 'beam') choose(shownChoice(model, { ...store.get().eye, beam: choice.beam + move.by }));
    else return;
    event.preventDefault();
  });
  new ResizeObserver(() => draw(store.get())).observe(picture);
  return {
    name: 'beam',
    words: 'Beam’s eye',
    node,
    controls: [picker.node, element('span', { class: 'spring' }), toggle],
    isOffered: hasBeams,
    draw,
  };
}

function hasBeams({ loaded }: AppState): boolean {
  return loaded !== undefined && loaded.model.beams.length > 0;
}

function keyMove(key: string): { of: 'segment' | 'beam'; by: number } | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return { of: 'segment', by: 1 };
    case 'ArrowLeft':
    case 'ArrowDown':
      return { of: 'segment', by: -1 };
    case 'Home':
      return { of: 'segment', by: -Infinity };
    case 'End':
      return { of: 'segment', by: Infinity };
    case 'PageDown':
      return { of: 'beam', by: 1 };
    case 'PageUp':
      return { of: 'beam', by: -1 };
    default:
      return undefined;
  }
}

/** What is made from a beam stays while the model and the size of the picture do. */
function cache() {
  let model: LoadedModel | undefined;
  let fluences = new Map<number, FluenceMap>();
  let outlines = new Map<BeamPosition, { frame: string; lines: EyeOutlines }>();
  let drawn: LoadedModel | undefined;

  const follow = (loaded: LoadedModel) => {
    if (loaded === model) return;
    model = loaded;
    fluences = new Map();
    outlines = new Map();
  };
  return {
    fluence(loaded: LoadedModel, beam: number): FluenceMap {
      follow(loaded);
      const map = fluences.get(beam) ?? fluenceMap(loaded.model.beams[beam]);
      fluences.set(beam, map);
      return map;
    },
    outlines(loaded: LoadedModel, position: BeamPosition, frame: EyeFrame): EyeOutlines {
      follow(loaded);
      const key = JSON.stringify(frame);
      const known = outlines.get(position);
      if (known?.frame === key) return known.lines;
      const lines = eyeOutlines(loaded, position, frame);
      outlines.set(position, { frame: key, lines });
      return lines;
    },
    /** Whether the pixels on the screen are of another model. */
    isNew(loaded: LoadedModel): boolean {
      const isOther = loaded !== drawn;
      drawn = loaded;
      return isOther;
    },
  };
}
