import assert from 'node:assert/strict';
import { join } from 'node:path';
import { loadImage } from '../../../src/patient/files/load-image.ts';
import { positionOf, sampleAt, type Vec3, type Volume } from '../../../src/patient/grid.ts';
import type { PlanImage } from '../../../src/plan/plan.ts';
import { type Elements, type Encoding, petElements, type SeriesSpec, writeSeries } from '../../support/dicom-writer.ts';
import { imageFrom } from '../../support/plan-parts.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('A DICOM series', () => {
  const folder = temporaryFolder();
  let written = 0;

  async function load(spec: SeriesSpec, options: { planning?: boolean; quantity?: PlanImage['quantity'] } = {}) {
    const { planning = true, quantity = 'HU' } = options;
    const name = `series-${written++}`;
    writeSeries(join(folder.path, name), spec);
    const loaded = await loadImage(imageFrom({ kind: 'dicom', path: name }, quantity), {
      baseFolder: folder.path,
      planning,
    });
    return { ...loaded, codes: loaded.diagnostics.map((d) => d.code) };
  }

  async function volumeOf(
    spec: SeriesSpec,
    options?: { planning?: boolean; quantity?: PlanImage['quantity'] },
  ): Promise<Volume> {
    const { volume, diagnostics } = await load(spec, options);
    assert.ok(volume, JSON.stringify(diagnostics));
    return volume;
  }

  it('is put in order by slice position, whatever the files are called', async () => {
    const volume = await volumeOf({ fileName: (k) => `${9 - k}.dcm` });
    assert.deepEqual(volume.grid, { size: [4, 3, 5], originMm: [-10, -20, 100], spacingMm: [1, 2, 2.5] });
    assert.equal(volume.quantity, 'HU');
    for (let k = 0; k < 5; k++) assert.equal(volume.values[12 * k], -24 + 100 * k);
  });

  it('takes spacing from positions, not from the nominal thickness', async () => {
    const volume = await volumeOf({ position: (k) => [0, 0, 4 * k], extra: () => ({ '00180050': ['DS', 1] }) });
    assert.equal(volume.grid.spacingMm[2], 4);
  });

  it('reads PixelSpacing with the row spacing first', async () => {
    const volume = await volumeOf({ pixelSpacing: [3, 0.5] });
    assert.deepEqual([...volume.grid.spacingMm], [0.5, 3, 2.5]);
  });

  it('rescales every slice by its own slope', async () => {
    const volume = await volumeOf({ stored: () => 100, slope: (k) => 1 + k, intercept: -7 });
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((k) => volume.values[12 * k]),
      [93, 193, 293, 393, 493],
    );
  });

  // The same anatomy scanned in other ways: a voxel's value says where in the patient it lies.
  const anatomy = ([x, y, z]: Vec3) => Math.round(500 + 7 * x + 31 * y + 3 * z);
  const scans: Record<string, { orientation: number[]; normal: Vec3; spacing: [number, number, number] }> = {
    'head first supine': { orientation: [1, 0, 0, 0, 1, 0], normal: [0, 0, 1], spacing: [1, 2, 3] },
    'feet first supine': { orientation: [-1, 0, 0, 0, 1, 0], normal: [0, 0, -1], spacing: [1, 2, 3] },
    'head first prone': { orientation: [-1, 0, 0, 0, -1, 0], normal: [0, 0, 1], spacing: [1, 2, 3] },
    'feet first prone': { orientation: [1, 0, 0, 0, -1, 0], normal: [0, 0, -1], spacing: [1, 2, 3] },
    'decubitus left': { orientation: [0, -1, 0, 1, 0, 0], normal: [0, 0, 1], spacing: [1, 2, 3] },
    coronal: { orientation: [1, 0, 0, 0, 0, -1], normal: [0, 1, 0], spacing: [1, 2, 3] },
    sagittal: { orientation: [0, 1, 0, 0, 0, -1], normal: [-1, 0, 0], spacing: [1, 2, 3] },
  };
  for (const [name, { orientation: o, normal, spacing }] of Object.entries(scans)) {
    it(`comes out on the patient's axes: ${name}`, async () => {
      const corner: Vec3 = [5, -8, 30];
      const at = (i: number, j: number, k: number): Vec3 =>
        [0, 1, 2].map(
          (a) => corner[a] + i * spacing[0] * o[a] + j * spacing[1] * o[3 + a] + k * spacing[2] * normal[a],
        ) as unknown as Vec3;
      const volume = await volumeOf({
        orientation: o,
        pixelSpacing: [spacing[1], spacing[0]],
        position: (k) => at(0, 0, k),
        stored: (i, j, k) => anatomy(at(i, j, k)),
        intercept: 0,
      });
      const [nx, ny, nz] = volume.grid.size;
      assert.equal(nx * ny * nz, 60);
      assert.ok(volume.grid.spacingMm.every((mm) => mm > 0));
      for (let k = 0, n = 0; k < nz; k++)
        for (let j = 0; j < ny; j++)
          for (let i = 0; i < nx; i++) assert.equal(volume.values[n++], anatomy(positionOf(volume.grid, i, j, k)));
    });
  }

  const encodings: Encoding[] = ['explicit', 'implicit', 'big-endian', 'deflated', 'rle'];
  for (const encoding of encodings) {
    it(`reads ${encoding} files`, async () => {
      const volume = await volumeOf({ encoding, stored: (i, j, k) => -500 + 300 * i + j - 7 * k, intercept: 0 });
      assert.equal(volume.values[0], -500);
      assert.equal(volume.values[3 + 4 * 2 + 12 * 4], 374);
    });
  }

  it('reads files without a Part 10 header as implicit, or explicit where value representations show', async () => {
    for (const encoding of ['implicit', 'explicit'] as const) {
      const volume = await volumeOf({ encoding, header: false });
      assert.equal(volume.values[0], -24);
    }
  });

  it('drops bits beyond those stored and extends the sign of those that are', async () => {
    const twelve: Elements = { '00280101': ['US', 12], '00280102': ['US', 11] };
    // 0x0fff is -1 in 12 bits; 0x3005 is 5 under a foreign 3.
    const stored = (i: number) => (i === 0 ? 0x0fff : 0x3005);
    const signed = await volumeOf({ intercept: 0, stored, extra: () => twelve });
    assert.deepEqual([signed.values[0], signed.values[1]], [-1, 5]);
    const unsigned = await volumeOf({ intercept: 0, stored, extra: () => ({ ...twelve, '00280103': ['US', 0] }) });
    assert.deepEqual([unsigned.values[0], unsigned.values[1]], [4095, 5]);
  });

  it('reads declared padding as air, and says how much', async () => {
    const { volume, diagnostics } = await load({
      stored: (i) => (i === 0 ? -2000 : 1024),
      extra: () => ({ '00280120': ['SS', -2000] }),
    });
    assert.deepEqual([volume!.values[0], volume!.values[1]], [-1000, 0]);
    assert.equal(diagnostics[0].code, 'RT3031');
    assert.match(diagnostics[0].message, /^15 voxels/);
  });

  it('resamples a tilted image that is not planned on, and says so', async () => {
    const tilt = Math.PI / 12;
    const [c, s] = [Math.cos(tilt), Math.sin(tilt)];
    const at = (i: number, j: number, k: number): Vec3 => [i, j * c + k * s, -j * s + k * c];
    const linear = ([x, y, z]: Vec3) => 10 * x + 20 * y + 30 * z;
    const { volume, codes } = await load(
      {
        columns: 12,
        rows: 14,
        slices: 13,
        orientation: [1, 0, 0, 0, c, -s],
        pixelSpacing: [1, 1],
        position: (k) => at(0, 0, k),
        stored: (i, j, k) => Math.round(linear(at(i, j, k))),
        intercept: 0,
        modality: 'MR',
      },
      { planning: false, quantity: 'raw' },
    );
    assert.deepEqual(codes, ['RT3019']);
    const middle = at(6, 7, 6);
    assert.ok(Math.abs(sampleAt(volume!.grid, volume!.values, middle)! - linear(middle)) < 1.5);
    assert.equal(volume!.values[0], 0);
  });

  it('keeps what is needed of the header, and no identifier', async () => {
    const { header } = await load({});
    assert.equal(header!.modality, 'CT');
    assert.equal(header!.patientPosition, 'HFS');
    assert.equal(header!.frameOfReferenceUid, '1.2.3.9');
    assert.equal(header!.sopInstanceUids!.size, 5);
    assert.doesNotMatch(JSON.stringify(header), /Doe|Jane|4711|1961/);
  });

  it('reports progress to the end and can be cancelled', async () => {
    writeSeries(join(folder.path, 'long'), { slices: 20 });
    const seen: number[] = [];
    const image = imageFrom({ kind: 'dicom', path: 'long' });
    await loadImage(image, { baseFolder: folder.path, planning: true, onProgress: (f) => seen.push(f) });
    assert.equal(seen.length, 20);
    assert.equal(Math.max(...seen), 1);
    const signal = AbortSignal.abort();
    await assert.rejects(loadImage(image, { baseFolder: folder.path, planning: true, signal }), { name: 'AbortError' });
  });

  describe('of PET', () => {
    const pet = (over: Elements = {}, tracer: Elements = {}): SeriesSpec => ({
      modality: 'PT',
      intercept: 0,
      stored: (i, j, k) => 100 + i + j + k,
      slope: (k) => 10 + k,
      extra: () => petElements(over, tracer),
    });
    const suvPerBq = 74000 / (3.7e8 * 2 ** (-3600 / 6586.2));

    it('becomes SUVbw with the slope of every slice', async () => {
      const { volume, codes } = await load(pet(), { planning: false, quantity: 'SUVbw' });
      assert.deepEqual([codes, volume!.quantity], [[], 'SUVbw']);
      for (let k = 0; k < 5; k++)
        assert.ok(Math.abs(volume!.values[12 * k] / ((100 + k) * (10 + k) * suvPerBq) - 1) < 1e-6);
    });

    it('keeps its own values for a ratio, which needs no weight', async () => {
      const { volume, codes } = await load(pet({ '00101030': undefined }), { planning: false, quantity: 'ratio' });
      assert.deepEqual([codes, volume!.quantity, volume!.values[0]], [[], 'raw', 1000]);
    });

    it("finds Philips' factor in whatever block it was put, and in no other vendor's", async () => {
      const counts = (creator: string): Elements => ({
        '00541001': ['CS', 'CNTS'],
        '70530010': ['LO', 'SOMETHING ELSE'],
        '70530022': ['LO', creator],
        '70532200': ['DS', '0.000551'],
      });
      for (const encoding of ['explicit', 'implicit'] as const) {
        const ours = await load(
          { ...pet(counts('Philips PET Private Group')), encoding },
          { planning: false, quantity: 'SUVbw' },
        );
        assert.ok(Math.abs(ours.volume!.values[0] / (1000 * 0.000551) - 1) < 1e-6);
      }
      const other = await load(pet(counts('ACME')), { planning: false, quantity: 'SUVbw' });
      assert.deepEqual(other.codes, ['RT3020']);
    });

    it('goes by times of day where dates were shifted, and names the uptake time', async () => {
      const { volume, codes, diagnostics } = await load(pet({}, { '00181078': ['DT', '20190101100000.00'] }), {
        planning: false,
        quantity: 'SUVbw',
      });
      assert.ok(Math.abs(volume!.values[0] / (1000 * suvPerBq) - 1) < 1e-6);
      assert.deepEqual(codes, ['RT3022']);
      assert.match(diagnostics[0].message, /uptake time 60 min/);
    });
  });
});
