import assert from 'node:assert/strict';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadImage } from '../../../src/patient/files/load-image.ts';
import { readNrrd, writeNrrd } from '../../../src/patient/files/nrrd.ts';
import { positionOf, type Volume } from '../../../src/patient/grid.ts';
import type { PlanImage } from '../../../src/plan/plan.ts';
import { type NiftiSpec, writeNifti } from '../../support/nifti-writer.ts';
import { imageFrom, placeAt } from '../../support/plan-parts.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const values = (i: number, j: number, k: number) => 1 + i + 10 * j + 100 * k;
const ras = [
  [2, 0, 0, -10],
  [0, 3, 0, -20],
  [0, 0, 4, 30],
] as const;

describe('A NIfTI file', () => {
  const folder = temporaryFolder();

  async function load(
    spec: Partial<NiftiSpec>,
    options: { name?: string; quantity?: PlanImage['quantity']; planning?: boolean } = {},
  ) {
    const { name = 'image.nii.gz', quantity = 'raw', planning = false } = options;
    writeNifti(join(folder.path, name), { size: [3, 4, 2], values, ...spec });
    return loadImage(imageFrom({ kind: 'nifti', path: name }, quantity), { baseFolder: folder.path, planning });
  }

  async function volumeOf(spec: Partial<NiftiSpec>, options?: Parameters<typeof load>[1]): Promise<Volume> {
    const { volume, diagnostics } = await load(spec, options);
    assert.ok(volume, JSON.stringify(diagnostics));
    return volume;
  }

  it('turns from RAS to LPS: the first voxel at the right and front is the last at the left and back', async () => {
    for (const name of ['image.nii', 'image.nii.gz']) {
      const volume = await volumeOf({ sform: ras }, { name });
      assert.deepEqual(volume.grid, { size: [3, 4, 2], originMm: [6, 11, 30], spacingMm: [2, 3, 4] });
      assert.equal(volume.values[0], values(2, 3, 0));
      assert.deepEqual(positionOf(volume.grid, 2, 3, 0), [10, 20, 30]);
    }
  });

  it('reads a qform, with its reflection', async () => {
    // Half a turn about z: RAS to LPS signs within the rotation itself.
    const volume = await volumeOf({
      qform: { code: 1, bcd: [0, 0, 1], offset: [10, 20, 30], qfac: -1 },
      spacing: [2, 3, 4],
    });
    assert.deepEqual(volume.grid, { size: [3, 4, 2], originMm: [-10, -20, 26], spacingMm: [2, 3, 4] });
    assert.equal(volume.values[0], values(0, 0, 1));
  });

  it('prefers the transform to the patient over one to a template', async () => {
    const volume = await volumeOf({
      sform: ras,
      sformCode: 4,
      qform: { code: 1, bcd: [0, 0, 1], offset: [1, 2, 3] },
      spacing: [1, 1, 1],
    });
    assert.deepEqual([...volume.grid.originMm], [-1, -2, 3]);
  });

  it('applies slope and intercept, and the length unit', async () => {
    const volume = await volumeOf({
      sform: ras.map((row) => row.map((n) => n / 1000)) as unknown as NiftiSpec['sform'],
      lengthUnit: 1,
      slope: 2,
      intercept: -1,
    });
    assert.ok(Math.abs(volume.grid.spacingMm[1] - 3) < 1e-5);
    assert.equal(volume.values[0], 2 * values(2, 3, 0) - 1);
  });

  it('is taken as HU or SUVbw as it stands, and that is said', async () => {
    const { volume, diagnostics } = await load({ sform: ras }, { quantity: 'SUVbw' });
    assert.equal(volume!.quantity, 'SUVbw');
    assert.deepEqual(
      diagnostics.map((d) => d.code),
      ['RT3023'],
    );
  });

  it('is laid over a DICOM planning image with a warning: nothing states its frame', async () => {
    writeNifti(join(folder.path, 'over.nii'), { size: [3, 4, 2], values, sform: ras });
    const planningHeader = {
      format: 'dicom',
      grid: { size: [1, 1, 1], originMm: [0, 0, 0], spacingMm: [1, 1, 1] },
      frameOfReferenceUid: '1.2',
    } as const;
    const { volume, diagnostics } = await loadImage(imageFrom({ kind: 'nifti', path: 'over.nii' }, 'ratio'), {
      baseFolder: folder.path,
      planning: false,
      planningHeader,
    });
    assert.equal(volume!.quantity, 'raw');
    assert.deepEqual(
      diagnostics.map((d) => d.code),
      ['RT3016'],
    );
  });

  const oblique = [
    [2 * Math.cos(0.2), -3 * Math.sin(0.2), 0, 0],
    [2 * Math.sin(0.2), 3 * Math.cos(0.2), 0, 0],
    [0, 0, 4, 0],
  ] as const;
  const bad: Record<string, { spec: Partial<NiftiSpec>; code: string; says: RegExp; planning?: boolean }> = {
    'without a transform': { spec: {}, code: 'RT3004', says: /sform and qform codes are 0/ },
    'in the space of a template': { spec: { sform: ras, sformCode: 4 }, code: 'RT3004', says: /template/ },
    'with several volumes': { spec: { sform: ras, volumes: 3 }, code: 'RT3004', says: /several volumes/ },
    'with NaN': {
      spec: { sform: ras, values: (i) => (i === 1 ? NaN : 3) },
      code: 'RT3032',
      says: /8 voxels that are not numbers/,
    },
    'oblique, to plan on': { spec: { sform: oblique }, planning: true, code: 'RT3006', says: /11\.5°/ },
    'with axes that make no volume': {
      spec: { sform: [ras[0], ras[0], ras[2]] },
      code: 'RT3004',
      says: /make no volume/,
    },
  };
  for (const [name, { spec, code, says, planning }] of Object.entries(bad)) {
    it(`${name} is refused`, async () => {
      const { volume, diagnostics } = await load(spec, { planning, name: 'bad.nii' });
      assert.deepEqual([volume, diagnostics.map((d) => d.code)], [undefined, [code]]);
      assert.match(diagnostics[0].message, says);
      assert.deepEqual(diagnostics[0].range, placeAt(7));
    });
  }

  it('cut short, compressed or not, or of another format, is refused', async () => {
    const plain = writeNifti(join(folder.path, 'cut.nii'), { size: [3, 4, 2], values, sform: ras });
    const packed = writeNifti(join(folder.path, 'cut.nii.gz'), {
      size: [30, 40, 20],
      values: (i, j, k) => Math.sin(i * j + k),
      sform: ras,
    });
    truncateSync(plain, 352 + 4 * 20);
    truncateSync(packed, readFileSync(packed).length - 1000);
    writeFileSync(join(folder.path, 'text.nii'), 'not an image');
    for (const path of ['cut.nii', 'cut.nii.gz', 'text.nii']) {
      const { volume, diagnostics } = await loadImage(imageFrom({ kind: 'nifti', path }, 'raw'), {
        baseFolder: folder.path,
        planning: false,
      });
      assert.deepEqual([volume, diagnostics.map((d) => d.code)], [undefined, ['RT3004']], path);
    }
  });
});

describe('A NRRD file', () => {
  const folder = temporaryFolder();
  const dose: Volume = {
    grid: { size: [3, 4, 2], originMm: [-10.25, 1e-7, 30], spacingMm: [2, 2.5, 3] },
    values: Float32Array.from({ length: 24 }, (_, n) => n / 7),
    quantity: 'Gy',
  };

  for (const encoding of ['raw', 'gzip'] as const) {
    it(`comes back as it was written, ${encoding}, and is written the same every time`, async () => {
      const bytes = writeNrrd(dose, encoding);
      assert.deepEqual(bytes, writeNrrd(dose, encoding));
      writeFileSync(join(folder.path, 'dose.nrrd'), bytes);
      const { volume } = await loadImage(imageFrom({ kind: 'nrrd', path: 'dose.nrrd' }, 'raw'), {
        baseFolder: folder.path,
        planning: true,
      });
      assert.deepEqual(volume!.grid, dose.grid);
      assert.deepEqual([...volume!.values], [...dose.values]);
    });
  }

  const header = [
    'NRRD0004',
    'type: short',
    'dimension: 3',
    'space: RAS',
    'sizes: 2 1 3',
    'space directions: (-1,0,0) (0,-2,0) (0,0,3)',
    'space origin: (4,5,6)',
    'endian: big',
    'encoding: gzip',
  ];
  const big = Buffer.from([0, 1, 0, 2, 0, 3, 0, 4, 0xff, 0xff, 0, 6]);

  it('is read in other spaces, byte orders and types, attached or detached', async () => {
    writeFileSync(
      join(folder.path, 'attached.nrrd'),
      Buffer.concat([Buffer.from(`${header.join('\n')}\n\n`), gzipSync(big)]),
    );
    writeFileSync(join(folder.path, 'detached.nhdr'), `${[...header, 'data file: voxels.gz'].join('\n')}\n`);
    writeFileSync(join(folder.path, 'voxels.gz'), gzipSync(big));
    for (const path of ['attached.nrrd', 'detached.nhdr']) {
      const { volume, diagnostics } = await loadImage(imageFrom({ kind: 'nrrd', path }, 'raw'), {
        baseFolder: folder.path,
        planning: false,
      });
      assert.ok(volume, JSON.stringify(diagnostics));
      assert.deepEqual(volume.grid, { size: [2, 1, 3], originMm: [-4, -5, 6], spacingMm: [1, 2, 3] });
      assert.deepEqual([...volume.values], [1, 2, 3, 4, -1, 6]);
    }
  });

  it('keeps several components apart from images', async () => {
    const vector = [
      'NRRD0004',
      'type: unsigned char',
      'dimension: 4',
      'space: left-posterior-superior',
      'sizes: 2 1 1 2',
      'space directions: none (1,0,0) (0,1,0) (0,0,1)',
      'space origin: (0,0,0)',
      'encoding: raw',
    ];
    writeFileSync(
      join(folder.path, 'vector.nrrd'),
      Buffer.concat([Buffer.from(`${vector.join('\n')}\n\n`), Buffer.from([1, 2, 3, 4])]),
    );
    const read = await readNrrd(join(folder.path, 'vector.nrrd'));
    assert.ok('values' in read);
    assert.deepEqual([read.header.components, ...read.values], [2, 1, 2, 3, 4]);
    const { diagnostics } = await loadImage(imageFrom({ kind: 'nrrd', path: 'vector.nrrd' }, 'raw'), {
      baseFolder: folder.path,
      planning: false,
    });
    assert.deepEqual(
      diagnostics.map((d) => d.code),
      ['RT3004'],
    );
    assert.match(diagnostics[0].message, /2 values a voxel/);
  });

  const without = (field: string) => header.filter((line) => !line.startsWith(field));
  const bad: Record<string, { lines: string[]; says: RegExp }> = {
    'of another format': { lines: ['BMP'], says: /not a NRRD/ },
    'without a patient space': { lines: without('space:'), says: /does not say how its voxels lie/ },
    'without its byte order': { lines: without('endian'), says: /byte order/ },
    'in an unknown encoding': { lines: [...without('encoding'), 'encoding: bzip2'], says: /"bzip2"/ },
    'of an unknown type': { lines: [...without('type'), 'type: block'], says: /"block"/ },
    'that is cut short': { lines: [...without('sizes'), 'sizes: 2 2 3'], says: /cut short/ },
    'without origin': { lines: without('space origin'), says: /directions and origin/ },
  };
  for (const [name, { lines, says }] of Object.entries(bad)) {
    it(`${name} is refused`, async () => {
      writeFileSync(
        join(folder.path, 'bad.nrrd'),
        Buffer.concat([Buffer.from(`${lines.join('\n')}\n\n`), gzipSync(big)]),
      );
      const { volume, diagnostics } = await loadImage(imageFrom({ kind: 'nrrd', path: 'bad.nrrd' }, 'raw'), {
        baseFolder: folder.path,
        planning: false,
      });
      assert.deepEqual([volume, diagnostics.map((d) => d.code)], [undefined, ['RT3004']]);
      assert.match(diagnostics[0].message, says);
    });
  }
});
