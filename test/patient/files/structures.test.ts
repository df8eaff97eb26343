import assert from 'node:assert/strict';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageHeader } from '../../../src/patient/files/image-header.ts';
import {
  loadStructures,
  readStructureNames,
  type StructureSource,
} from '../../../src/patient/files/load-structures.ts';
import { readRtStructures } from '../../../src/patient/files/rtstruct.ts';
import { maskVolumeCc, regionVoxels } from '../../../src/patient/region.ts';
import { unknownStructure } from '../../../src/patient/unknown-structure.ts';
import { rectangle, type RoiSpec, type StructureSpec, structureSetBytes } from '../../support/dicom-writer.ts';
import { writeNifti } from '../../support/nifti-writer.ts';
import { placeAt } from '../../support/plan-parts.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** 40 × 40 × 20 voxels of 1 × 1 × 2 mm; the centre of the first at the origin. */
const planning: ImageHeader = {
  format: 'dicom',
  modality: 'CT',
  grid: { size: [40, 40, 20], originMm: [0, 0, 0], spacingMm: [1, 1, 2] },
  frameOfReferenceUid: '1.2.3.9',
  seriesInstanceUid: '1.2.3.4',
  sopInstanceUids: new Set(['1.2.3.4.1']),
};

const slices = [10, 12, 14, 16];
const box = (name: string, number = 1): RoiSpec => ({
  number,
  name,
  contours: slices.map((z) => rectangle([9.5, 19.5], [4.5, 24.5], z)),
});

describe('Structures', () => {
  const folder = temporaryFolder();
  let written = 0;

  function write(spec: StructureSpec): StructureSource {
    const path = `rs-${written++}.dcm`;
    writeFileSync(join(folder.path, path), structureSetBytes(spec));
    return { kind: 'dicom', path, at: placeAt(9) };
  }

  async function load(spec: StructureSpec, options: { used?: string[]; planning?: ImageHeader } = {}) {
    const used = options.used && new Set(options.used);
    const loaded = await loadStructures(write(spec), {
      baseFolder: folder.path,
      planning: options.planning ?? planning,
      used,
    });
    return { ...loaded, codes: loaded.diagnostics.map((d) => d.code), message: loaded.diagnostics[0]?.message ?? '' };
  }

  it('of an RT structure set become regions of the planning image', async () => {
    for (const encoding of ['implicit', 'explicit', 'big-endian', 'deflated'] as const) {
      const { structures, codes } = await load({ rois: [box('GTV'), box('Cord', 2)], encoding });
      assert.deepEqual(codes, []);
      assert.deepEqual(structures!.names, ['GTV', 'Cord']);
      // 10 × 20 pixels on 4 slices.
      assert.equal(regionVoxels(structures!.region('GTV')!), 800);
      assert.equal(maskVolumeCc(structures!.region('GTV')!), 1.6);
      assert.equal(structures!.region('GTV'), structures!.region('GTV'));
      assert.equal(structures!.region('gtv'), undefined);
    }
  });

  it('keep holes, several contours a plane, ROI number 0 and empty ROIs', async () => {
    const holed: RoiSpec = {
      number: 0,
      name: 'Ring',
      contours: slices.flatMap((z) => [
        rectangle([9.5, 19.5], [4.5, 24.5], z),
        rectangle([12.5, 14.5], [9.5, 14.5], z),
        rectangle([29.5, 30.5], [0.5, 1.5], z),
      ]),
    };
    const { structures, codes } = await load({ rois: [holed, { number: 5, name: 'Empty', contours: [] }] });
    assert.deepEqual(codes, []);
    assert.equal(regionVoxels(structures!.region('Ring')!), 4 * (200 - 10 + 1));
    assert.equal(regionVoxels(structures!.region('Empty')!), 0);
  });

  it('keep names in any script', async () => {
    const { structures } = await load({ rois: [box('Rückenmark'), box('脊髄', 2)] });
    assert.deepEqual(structures!.names, ['Rückenmark', '脊髄']);
  });

  describe('and frames of reference', () => {
    it('match by the referenced frame, without the top-level tag', async () => {
      assert.deepEqual((await load({ rois: [box('GTV')], seriesUid: '9.9.9' })).codes, []);
    });

    it("match by the series they were drawn on where the frame UID is the structure set's own", async () => {
      assert.deepEqual((await load({ rois: [box('GTV')], frameOfReferenceUid: '7.7.7' })).codes, []);
    });

    it('are refused on another frame, at the line that asked', async () => {
      const { structures, codes, message, diagnostics } = await load({
        rois: [box('GTV')],
        frameOfReferenceUid: '7.7.7',
        seriesUid: '9.9.9',
      });
      assert.deepEqual([structures, codes], [undefined, ['RT3011']]);
      assert.match(message, /"GTV" was drawn on another frame/);
      assert.deepEqual(diagnostics[0].range, placeAt(9));
    });

    it('matter for the structures in use only, and the others are not offered', async () => {
      const foreign = { ...box('PET', 2), frameOfReferenceUid: '7.7.7' };
      const { structures, codes } = await load({ rois: [box('GTV'), foreign] }, { used: ['GTV'] });
      assert.deepEqual(codes, []);
      assert.deepEqual(structures!.names, ['GTV']);
      assert.deepEqual((await load({ rois: [box('GTV'), foreign] }, { used: ['GTV', 'PET'] })).codes, ['RT3011']);
    });

    it('cannot be verified against a planning image that states none', async () => {
      const { structures, codes } = await load(
        { rois: [box('GTV')] },
        { planning: { format: 'nifti', grid: planning.grid } },
      );
      assert.ok(structures);
      assert.deepEqual(codes, ['RT3016']);
    });
  });

  describe('that are damaged or strange', () => {
    const point = { type: 'POINT', points: [[1, 2, 3]] as [number, number, number][] };
    const sagittal = {
      points: [
        [5, 0, 0],
        [5, 9, 0],
        [5, 9, 9],
      ] as [number, number, number][],
    };

    it('points and open lines are left out with a warning; a marker alone is silent', async () => {
      const mixed = {
        ...box('GTV'),
        contours: [
          ...box('GTV').contours,
          point,
          { type: 'OPEN_PLANAR', points: rectangle([0, 1], [0, 1], 10).points },
        ],
      };
      const { structures, codes, message } = await load({
        rois: [mixed, { number: 2, name: 'Isocentre', contours: [point] }],
      });
      assert.deepEqual(codes, ['RT3012']);
      assert.match(message, /2 contours of "GTV"/);
      assert.equal(regionVoxels(structures!.region('GTV')!), 800);
    });

    it('contours off the axial planes are refused where used', async () => {
      const rois = [box('GTV'), { number: 2, name: 'Slanted', contours: [sagittal] }];
      assert.deepEqual((await load({ rois }, { used: ['GTV'] })).codes, []);
      const { codes, message } = await load({ rois }, { used: ['Slanted'] });
      assert.deepEqual(codes, ['RT3013']);
      assert.match(message, /"Slanted"/);
    });

    it('coordinates that are no triples are refused', async () => {
      const { codes } = await load({
        rois: [
          {
            number: 1,
            name: 'GTV',
            contours: [
              {
                points: [
                  [1, 2, 3],
                  [NaN, 2, 3],
                  [1, 1, 3],
                ],
              },
            ],
          },
        ],
      });
      assert.deepEqual(codes, ['RT3004']);
    });

    it('a name used twice is numbered, and that is said where it matters', async () => {
      const rois = [box('GTV'), box('GTV', 2), box('Cord', 3)];
      const { structures, codes, message } = await load({ rois }, { used: ['GTV'] });
      assert.deepEqual(codes, ['RT3015']);
      assert.match(message, /"GTV \(1\)", "GTV \(2\)"/);
      assert.deepEqual(structures!.names, ['GTV (1)', 'GTV (2)', 'Cord']);
      assert.deepEqual((await load({ rois }, { used: ['Cord'] })).codes, []);
    });

    const context = () => ({ baseFolder: folder.path, planning });
    const cases: Record<string, { code: string; says: RegExp; source: () => StructureSource }> = {
      missing: {
        code: 'RT3001',
        says: /"nowhere.dcm"/,
        source: () => ({ kind: 'dicom', path: 'nowhere.dcm', at: placeAt(9) }),
      },
      'of another kind': {
        code: 'RT3004',
        says: /holds CT, not RT structures/,
        source: () => write({ rois: [], extra: { '00080060': ['CS', 'CT'] } }),
      },
      'cut short': {
        code: 'RT3004',
        says: /cut short/,
        source: () => {
          const source = write({ rois: [box('GTV')] });
          truncateSync(join(folder.path, source.path), 900);
          return source;
        },
      },
      'not DICOM': {
        code: 'RT3004',
        says: /not a DICOM file/,
        source: () => {
          writeFileSync(join(folder.path, 'text.dcm'), 'text');
          return { kind: 'dicom', path: 'text.dcm', at: placeAt(9) };
        },
      },
      'in a folder without any': {
        code: 'RT3002',
        says: /no RT structure set/,
        source: () => {
          mkdirSync(join(folder.path, 'no-sets'));
          return { kind: 'dicom', path: 'no-sets', at: placeAt(9) };
        },
      },
      'in a folder with two': {
        code: 'RT3003',
        says: /2 RT structure sets/,
        source: () => {
          mkdirSync(join(folder.path, 'two-sets'));
          for (const name of ['a', 'b'])
            writeFileSync(join(folder.path, 'two-sets', name), structureSetBytes({ rois: [box('GTV')] }));
          return { kind: 'dicom', path: 'two-sets', at: placeAt(9) };
        },
      },
    };
    for (const [name, { code, says, source }] of Object.entries(cases)) {
      it(`${name}: ${code}, from the file and from the fast index alike`, async () => {
        const asked = source();
        for (const { diagnostics } of [
          await loadStructures(asked, context()),
          await readStructureNames(asked, folder.path),
        ]) {
          assert.deepEqual(
            diagnostics.map((d) => d.code),
            [code],
          );
          assert.match(diagnostics[0].message, says);
          assert.deepEqual(diagnostics[0].range, placeAt(9));
        }
      });
    }
  });

  it('are found in a folder that holds one structure set among other things', async () => {
    const inner = join(folder.path, 'one-set');
    mkdirSync(inner);
    writeFileSync(join(inner, 'rs'), structureSetBytes({ rois: [box('GTV')] }));
    writeFileSync(join(inner, 'notes.txt'), 'x');
    const { structures } = await loadStructures(
      { kind: 'dicom', path: 'one-set', at: placeAt(9) },
      { baseFolder: folder.path, planning },
    );
    assert.deepEqual(structures!.names, ['GTV']);
  });

  it('carry their type', async () => {
    const { path } = write({
      rois: [box('BODY')],
      extra: { '30060080': ['SQ', [{ '30060084': ['IS', 1], '300600a4': ['CS', 'EXTERNAL'] }]] },
    });
    const read = await readRtStructures(join(folder.path, path));
    assert.ok('structures' in read);
    assert.equal(read.structures[0].interpretedType, 'EXTERNAL');
  });

  it('of the RT structure set are listed without reading contours', async () => {
    const { names } = await readStructureNames(
      write({ rois: [box('GTV'), box('GTV', 2), box('Cord', 3)] }),
      folder.path,
    );
    assert.deepEqual(names, ['GTV (1)', 'GTV (2)', 'Cord']);
  });

  describe('as NIfTI', () => {
    const onPlanning = {
      size: [40, 40, 20] as const,
      sform: [
        [-1, 0, 0, 0],
        [0, -1, 0, 0],
        [0, 0, 2, 0],
      ] as const,
    };
    const source = (path: string): StructureSource => ({ kind: 'nifti', path, at: placeAt(9) });
    const context = () => ({ baseFolder: folder.path, planning });

    it('a folder of masks is named by its files', async () => {
      mkdirSync(join(folder.path, 'masks'));
      writeNifti(join(folder.path, 'masks', 'Parotid_L.nii.gz'), {
        ...onPlanning,
        values: (i, j, k) => Number(i >= 10 && i < 20 && j < 5 && k < 3),
      });
      writeNifti(join(folder.path, 'masks', 'Cord.nii'), { ...onPlanning, values: (i) => Number(i === 3) });
      const { structures, diagnostics } = await loadStructures(source('masks'), context());
      assert.deepEqual(diagnostics, []);
      assert.deepEqual(structures!.names, ['Cord', 'Parotid_L']);
      assert.equal(regionVoxels(structures!.region('Parotid_L')!), 150);
      assert.deepEqual((await readStructureNames(source('masks'), folder.path)).names, ['Cord', 'Parotid_L']);
    });

    it('a label map is named by its labels, a single mask by its file', async () => {
      writeNifti(join(folder.path, 'labels.nii'), { ...onPlanning, values: (i) => (i < 2 ? 1 : i < 5 ? 7 : 0) });
      writeNifti(join(folder.path, 'gtv.nii'), { ...onPlanning, values: (i) => Number(i < 2) });
      const labels = await loadStructures(source('labels.nii'), context());
      assert.deepEqual(labels.structures!.names, ['label 1', 'label 7']);
      assert.equal(regionVoxels(labels.structures!.region('label 7')!), 3 * 40 * 20);
      assert.deepEqual((await loadStructures(source('gtv.nii'), context())).structures!.names, ['gtv']);
      assert.deepEqual((await readStructureNames(source('labels.nii'), folder.path)).names, ['label 1', 'label 7']);
    });

    it('a mask on another grid is refused', async () => {
      writeNifti(join(folder.path, 'shifted.nii'), {
        ...onPlanning,
        sform: [[-1, 0, 0, 0.5], ...onPlanning.sform.slice(1)],
        values: (i) => Number(i < 2),
      });
      const { structures, diagnostics } = await loadStructures(source('shifted.nii'), context());
      assert.deepEqual([structures, diagnostics.map((d) => d.code)], [undefined, ['RT3017']]);
      assert.deepEqual(diagnostics[0].range, placeAt(9));
    });
  });
});

describe('An unknown structure', () => {
  it('gets the nearest name and a fix', () => {
    const finding = unknownStructure('Paritid_L', ['Parotid_R', 'Parotid_L', 'Cord'], placeAt(3));
    assert.equal(finding.code, 'RT3010');
    assert.match(finding.message, /no "Paritid_L"\. Did you mean "Parotid_L"\?/);
    assert.equal(finding.fixes![0].edits[0].newText, '"Parotid_L"');
  });

  it('gets the list where nothing is near', () => {
    const finding = unknownStructure('Heart', ['Parotid_R', 'Cord'], placeAt(3));
    assert.match(finding.message, /It holds "Parotid_R", "Cord"\./);
    assert.equal(finding.fixes, undefined);
    assert.match(unknownStructure('Heart', [], placeAt(3)).message, /no structures at all/);
  });
});
