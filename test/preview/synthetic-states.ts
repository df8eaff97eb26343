/** The synthetic head with more on it than a plain plan has, and as a dose file. */
import { lastCommit } from '../../src/preview/comparison.ts';
import type { LoadedModel } from '../../src/preview/loaded.ts';
import { noImage, type LadderCell, type LadderRow, type PreviewModel } from '../../src/preview/model.ts';

const at = (line: number) => ({
  file: '/plans/head.rtplan',
  start: { line, character: 2 },
  end: { line, character: 30 },
});

/** With an MR, with biology voxel by voxel, and with two baselines that are computed. */
export function withEverything({ model, volumes }: LoadedModel): LoadedModel {
  const dose = volumes.get('dose')!;
  const ct = volumes.get('ct')!;
  const scaled = (by: number, most: number) => dose.map((gy) => Math.min(gy * by, most));
  const more = new Map(volumes);
  more.set(
    't2',
    ct.map((hu) => (hu < -500 ? 0 : hu > 250 ? 60 : 420 + 4 * hu)),
  );
  more.set(
    'eqd2',
    dose.map((gy) => (gy < 0.5 ? NaN : gy * (gy / 35 + 10) * (1 / 12))),
  );
  more.set(
    'oer',
    dose.map((gy) => (gy < 60 ? NaN : 1.4 + (gy - 60) / 20)),
  );
  more.set('uniform', scaled(0.95, 68));
  more.set('anatomical', scaled(0.98, 74));
  const { grid } = model.dose;
  const rung = (name: string, key: string, line: number, by: number) => ({
    name,
    range: at(line),
    dose: key,
    dvhs: model.dvhs.map(({ region, doseGy, volumePercent }) => ({
      region,
      doseGy: doseGy.map((gy) => gy * by),
      volumePercent: [...volumePercent],
    })),
  });
  return {
    model: {
      ...model,
      images: [...model.images, { name: 'T2', quantity: 'raw', grid: model.images[0].grid, values: 't2' }],
      maps: [
        { name: 'eqd2', model: 'linear-quadratic, α/β by tissue', grid, values: 'eqd2' },
        { name: 'oer', model: 'Wouters and Brown, pO₂ from FMISO by dasu2012', grid, values: 'oer' },
      ],
      baselines: ['Uniform', 'Anatomical'],
      ladder: {
        rungs: [rung('Uniform', 'uniform', 70, 0.95), rung('Anatomical', 'anatomical', 76, 0.98)],
        rows: ladderRowsOf(model),
        tests: [
          {
            name: 'painting pays',
            holds: true,
            assertions: [
              { text: 'GTV.TCP - Uniform.GTV.TCP >= 5 pp', holds: true, words: '+14.2 pp', range: at(82) },
              { text: 'Cord.D0.03cc <= 45 Gy', holds: false, words: '45.6 Gy', range: at(83) },
            ],
          },
        ],
      },
    },
    volumes: more,
  };
}

/** The same beside the plan as it was committed last, with nothing known of outcomes. */
export function besideLastCommit(loaded: LoadedModel): LoadedModel {
  const { model, volumes } = withEverything(loaded);
  const [rung] = model.ladder!.rungs;
  const rows = model.ladder!.rows.flatMap((row) =>
    row.kind === 'goal' ? [{ ...row, cells: [{ ...row.cells[0], words: '42.7 Gy (≤ 44 Gy)' }, row.cells[2]] }] : [],
  );
  const ladder = {
    rungs: [{ ...rung, name: lastCommit, range: undefined }],
    rows,
    tests: [],
    dropped: ['Parotid_L mean ≤ 26 Gy prefer 1'],
  };
  return { model: { ...model, hasLastCommit: true, ladder }, volumes };
}

function ladderRowsOf(model: PreviewModel): LadderRow[] {
  const cells = (values: readonly number[], unit: string, spread = 0): LadderCell[] =>
    values.map((value) => ({
      words: `${value.toFixed(1)}${unit}`,
      value,
      ...(spread > 0 ? { interval: { from: Math.max(value - spread, 0), to: Math.min(value + spread, 100) } } : {}),
    }));
  return [
    { kind: 'control', region: 'GTV', what: 'TCP', cells: cells([18.7, 24.1, 32.9], ' %', 16) },
    { kind: 'dose', region: 'GTV', what: 'mean dose', cells: cells([67.5, 69.8, 71.2], ' Gy') },
    { kind: 'complication', region: 'Parotid_L', what: 'NTCP saliva', cells: cells([7.2, 7.6, 8.1], ' %', 3) },
    ...model.goals.map((goal): LadderRow => ({
      kind: 'goal',
      region: goal.region,
      what: goal.metric,
      range: goal.range,
      cells: cells([42.7, 43.1, 44.1], ' Gy').map((cell) => ({ ...cell, met: goal.met })),
    })),
  ];
}

/** The same dose as it comes from a file: without plan, beams and goals; alone also without image and structures. */
export function asDoseFile({ model, volumes }: LoadedModel, { hasImage }: { readonly hasImage: boolean }): LoadedModel {
  const { quality: _, ladder: __, notDosimetric: ___, ...shown } = model;
  const grey = new Float32Array(volumes.get('dose')!.length);
  return {
    model: {
      ...shown,
      title: 'RT dose (PLAN)',
      patientId: '',
      images: hasImage
        ? model.images.slice(0, 1)
        : [{ name: noImage, quantity: noImage, grid: model.dose.grid, values: 'grey' }],
      dose: { ...model.dose, hundredPercentText: '100 % = 70 Gy, prescribed in its RT plan' },
      regions: hasImage ? model.regions : [],
      dvhs: hasImage ? model.dvhs : [],
      goals: [],
      outcome: [],
      beams: [],
      file: {
        words: 'RT dose (PLAN) · 2.5 × 2.5 × 2.5 mm · at most 81.9 Gy',
        remarks: hasImage
          ? []
          : [
              'The image was not found: no series with the frame of reference 1.2.840.4711.9 is in the 6 folders that were looked through (this file’s, and those above it with what they hold, up to the workspace’s). Put it there and read again. The dose stands alone, on grey.',
            ],
        hottestMm: [29, -4, -8],
      },
    },
    volumes: new Map([...volumes, ['grey', grey]]),
  };
}
