/** Runs in the harness's page before the preview: plays VS Code and the extension, with the synthetic head as the result. */
import {
  envelope,
  readViewMessage,
  type HostMessage,
  type NumberInText,
  type ViewMessage,
} from '../../src/preview/protocol.ts';
import type { PreviewModel } from '../../src/preview/model.ts';
import type { DoseQuality } from '../../src/preview/quality.ts';
import { createSender } from '../../src/preview/sender.ts';
import themes from './harness-themes.json' with { type: 'json' };
import type { Vec3 } from '../../src/patient/grid.ts';
import type { PatientPosition } from '../../src/physics/coordinates.ts';
import { beamOf, rectangle, standing } from './draw/phantom-beams.ts';
import { radialModel } from './draw/phantoms.ts';
import type { Theme } from './harness.ts';
import { asDoseFile, besideLastCommit, withEverything } from './synthetic-states.ts';
import { syntheticModel } from './synthetic-model.ts';

/** What tests reach for in the page. */
export interface PageHarness {
  sent: ViewMessage[];
  refused: string[];
  state: unknown;
  post(message: HostMessage): void;
  setTheme(name: Theme): void;
  /** Tells of a number of the text. */
  sendNumber(changes: Partial<NumberInText>): void;
  /** Sends the head as a dose file, with its image or alone. */
  sendDoseFile(options: { hasImage: boolean }): void;
  /** Sends a ball of 20 mm in a body of 45 mm, with beams from these gantry angles on a patient who lies so. */
  sendBall(options?: { angles?: readonly number[]; position?: PatientPosition; centre?: Vec3 }): void;
  /** Sends the head; `hold` keeps back its dose, `full` adds an MR, biology and baselines, `commit` stands it beside its last commit. */
  sendModel(options?: {
    hold?: boolean;
    title?: string;
    notDosimetric?: string;
    quality?: DoseQuality;
    full?: boolean;
    commit?: boolean;
  }): void;
}

declare global {
  var harness: PageHarness;
  var acquireVsCodeApi: () => unknown;
}

const query = new URLSearchParams(location.search);
document.body.dataset.subject = query.get('subject') ?? 'plan';
setTheme((query.get('theme') ?? 'dark') as Theme);

function setTheme(name: Theme): void {
  const { bodyClass, variables } = themes[name];
  document.body.className = bodyClass;
  document.documentElement.removeAttribute('style');
  for (const [variable, value] of Object.entries(variables))
    document.documentElement.style.setProperty(variable, value);
}

const post = (message: HostMessage) => window.postMessage(envelope(message), '*');
let hold = false;
const sender = createSender((message) => {
  if (!(hold && message.type === 'chunk' && message.key.endsWith('dose'))) post(message);
});

globalThis.harness = {
  sent: [],
  refused: [],
  state: undefined,
  post,
  setTheme,
  sendNumber(changes) {
    const start = { line: 22, character: 6 };
    const range = { file: '/plans/head.rtplan', start, end: { line: 22, character: 8 } };
    const dose = { text: '70', value: 70, label: 'Dose of PTV_70', unit: 'Gy', min: 35, max: 105, step: 0.5 };
    post({ type: 'number', number: { version: 1, range, ...dose, isLive: true, ...changes } });
  },
  sendDoseFile({ hasImage }) {
    hold = false;
    sender.send(asDoseFile(syntheticModel({ voxelMm: Number(query.get('voxel') ?? 1.5) }), { hasImage }));
  },
  sendBall({ angles = [], position: patientPosition = 'HFS', centre = [0, 0, 0] as Vec3 } = {}) {
    const beams = angles.map((gantryDeg) =>
      beamOf(`G${gantryDeg}`, [standing({ gantryDeg, patientPosition }, [rectangle(9, -15, 15, -15, 15)])], gantryDeg),
    );
    sender.send(radialModel({ beams }, centre));
  },
  sendModel(options = {}) {
    hold = options.hold ?? false;
    const { notDosimetric, quality } = options;
    const bare = syntheticModel({ notDosimetric, quality, voxelMm: Number(query.get('voxel') ?? 1.5) });
    const loaded = options.commit ? besideLastCommit(bare) : options.full ? withEverything(bare) : bare;
    // Another content behind the same grids, so that its arrays have to be sent as well.
    const volumes = new Map([...loaded.volumes].map(([key, values]) => [`${options.title ?? ''}${key}`, values]));
    const model = options.title ? renamed(loaded.model, options.title) : loaded.model;
    sender.send({ model, volumes });
  },
};

function renamed(model: PreviewModel, title: string): PreviewModel {
  return {
    ...model,
    title,
    dose: { ...model.dose, values: title + model.dose.values },
    images: model.images.map((image) => ({ ...image, values: title + image.values })),
    regions: model.regions.map((region) => ({ ...region, signedDistance: title + region.signedDistance })),
  };
}

globalThis.acquireVsCodeApi = () => ({
  postMessage: (data: unknown) => {
    const read = readViewMessage(data);
    if ('refused' in read) return void harness.refused.push(read.refused);
    harness.sent.push(read.message);
    sender.receive(read.message);
  },
  getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
  setState: (state: unknown) => {
    harness.state = state;
    sessionStorage.setItem('state', JSON.stringify(state));
  },
});
