import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { addProduct, type ColumnRuns } from '../../src/physics/pencil-beam/column-runs.ts';
import { commandLineBench } from '../support/command-line.ts';
import { modulatedBall } from '../support/modulated-ball.ts';
import { smallPlan } from '../support/small-plan.ts';

interface Index {
  readonly notice: string;
  readonly fractions: number;
  readonly grid: { readonly size: readonly number[]; readonly spacingMm: readonly number[] };
  readonly voxels: { readonly rows: number; readonly file: string };
  readonly regions: readonly {
    readonly name: string;
    readonly role: string;
    readonly rows: number;
    readonly file: string;
  }[];
  readonly beams: readonly {
    readonly name: string;
    readonly gantryDeg: number;
    readonly bixelsMm: readonly (readonly number[])[];
    readonly columns: number;
    readonly values: number;
    readonly files: Readonly<Record<'starts' | 'rows' | 'lengths' | 'values', string>>;
  }[];
}

describe('dosewright influence', function () {
  this.timeout(180_000);
  const bench = commandLineBench();
  const words = (...path: string[]): Uint32Array => new Uint32Array(bytes(...path));
  const bytes = (...path: string[]): ArrayBuffer => Uint8Array.from(readFileSync(bench.path(...path))).buffer;
  const index = (folder: string): Index =>
    JSON.parse(readFileSync(bench.path(folder, 'influence.json'), 'utf8')) as Index;
  /** Dose of one MU in each bixel of a beam, mean over a region, Gy. */
  const meanOfOpenField = (folder: string, { voxels, regions }: Index, beam: Index['beams'][number]): number => {
    const matrix: ColumnRuns = {
      rowCount: voxels.rows,
      starts: words(folder, beam.files.starts),
      rows: words(folder, beam.files.rows),
      lengths: words(folder, beam.files.lengths),
      values: new Float32Array(bytes(folder, beam.files.values)),
    };
    assert.equal(matrix.starts.length, beam.columns + 1);
    assert.equal(
      matrix.lengths.reduce((sum, length) => sum + length, 0),
      beam.values,
    );
    const doseGy = new Float64Array(voxels.rows);
    addProduct(matrix, new Float64Array(beam.columns).fill(1), doseGy);
    const rows = words(folder, regions.find(({ name }) => name === 'GTV')!.file);
    return rows.reduce((sum, row) => sum + doseGy[row], 0) / rows.length;
  };

  it('writes the matrix of each beam, whose open field gives a target the dose that the collapsed cone gives it, within 3 %', async () => {
    bench.write('ball.rtplan', modulatedBall('step_and_shoot'));
    const ended = await bench.dosewright('influence', 'ball.rtplan', '--out', 'matrix', '--grid', '5mm');
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stdout, /the matrices of 5 beams.*\nResearch use only/);
    const found = index('matrix');
    assert.deepEqual(found.grid.spacingMm, [5, 5, 5]);
    assert.equal(found.fractions, 25);
    assert.deepEqual(
      found.beams.map(({ gantryDeg, bixelsMm, columns }) => [gantryDeg, bixelsMm.length === columns]),
      [0, 72, 144, 216, 288].map((angle) => [angle, true]),
    );
    const voxels = words('matrix', found.voxels.file);
    assert.equal(voxels.length, found.voxels.rows);
    assert.ok(voxels.every((voxel, row) => row === 0 || voxel > voxels[row - 1]));
    assert.deepEqual(found.regions.map(({ name, role }) => [name, role]).sort(), [
      ['GTV', 'target'],
      ['Rod', 'organ'],
    ]);

    // The openings of the bixels, as a plan has them.
    const [{ bixelsMm }] = found.beams;
    const pairs = [...new Set(bixelsMm.map((edges) => edges[2]))].sort((a, b) => a - b);
    const leaves = pairs.map((y1) => {
      const own = bixelsMm.filter((edges) => edges[2] === y1);
      return `(${Math.min(...own.map((edges) => edges[0]))}, ${Math.max(...own.map((edges) => edges[1]))}) mm`;
    });
    const first = machineRow(pairs[0]);
    const open = modulatedBall('step_and_shoot')
      .replace(
        'arrange 5 beams every 72 deg from 0 deg',
        `beam Front { gantry = 0 deg   mu = 4 MU   aperture = leaves from ${first} ${leaves.join(', ')} }`,
      )
      .replace('normalise GTV D50% = 50 Gy', 'normalise none')
      .replace(/goals \{[^}]*\}/, '')
      .replace(/optimise \{.*\}/, '');
    bench.write('open.rtplan', open);
    const run = await bench.dosewright('run', 'open.rtplan', '--out', 'open');
    assert.equal(run.code, 0, run.stderr);
    const result = JSON.parse(readFileSync(bench.path('open', 'result.json'), 'utf8')) as {
      readonly regions: readonly { readonly name: string; readonly meanGy: number }[];
    };
    const wanted = result.regions.find(({ name }) => name === 'GTV')!.meanGy / (4 * 25);
    const mean = meanOfOpenField('matrix', found, found.beams[0]);
    assert.ok(Math.abs(mean / wanted - 1) < 0.03, `${mean} Gy a MU, by the collapsed cone ${wanted}`);
  });

  it('refuses a plan without bixels, voxels finer than the plan has, and shares that are none', async () => {
    bench.write('small.rtplan', smallPlan());
    const none = await bench.dosewright('influence', 'small.rtplan', '--out', 'matrix');
    assert.equal(none.code, 1);
    assert.match(none.stderr, /small\.rtplan has no "optimise" block.*Add "optimise \{/);
    bench.write('ball.rtplan', modulatedBall('step_and_shoot'));
    for (const [option, value, said] of [
      ['--grid', '2mm', /no finer than the plan's \(4 mm\)/],
      ['--grid', '5', /--grid expects the side of a voxel up to 20 mm, as 5mm, not "5"/],
      ['--least', '0.1', /--least expects a share of each column's greatest value, as 0\.1%/],
    ] as const) {
      const ended = await bench.dosewright('influence', 'ball.rtplan', '--out', 'matrix', option, value);
      assert.equal(ended.code, 2);
      assert.match(ended.stderr, said);
    }
    assert.ok(!existsSync(bench.path('matrix')));
  });

  it('leaves no index of an earlier text behind when it is refused', async () => {
    bench.write('ball.rtplan', modulatedBall('step_and_shoot'));
    const arguments_ = ['influence', 'ball.rtplan', '--out', 'matrix', '--grid', '10mm'];
    assert.equal((await bench.dosewright(...arguments_)).code, 0);
    bench.write(
      'ball.rtplan',
      modulatedBall('step_and_shoot').replace('isocentre = centroid of GTV', 'isocentre = point (500, 0, 0) cm'),
    );
    const refused = await bench.dosewright(...arguments_);
    assert.notEqual(refused.code, 0);
    assert.match(refused.stderr, /No matrix was computed/);
    assert.ok(!existsSync(bench.path('matrix', 'influence.json')));
  });
});

/** Number of the leaf pair, from 1, that begins at y, of 80 pairs of 5 mm. */
function machineRow(yMm: number): number {
  return (yMm + 200) / 5 + 1;
}
