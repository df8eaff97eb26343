import assert from 'node:assert/strict';
import { statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPatientIndex } from '../../../src/patient/files/patient-index.ts';
import type { Patient, PlanImage } from '../../../src/plan/plan.ts';
import { petElements, rectangle, structureSetBytes, writeSeries } from '../../support/dicom-writer.ts';
import { writeNifti } from '../../support/nifti-writer.ts';
import { placeAt } from '../../support/plan-parts.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('The patient index', () => {
  const folder = temporaryFolder();

  const image = (
    name: string,
    line: number,
    source: PlanImage['source'],
    quantity: PlanImage['quantity'],
  ): PlanImage => ({ name, source, quantity, at: placeAt(line) });

  function patient(images: PlanImage[], structures?: string): Patient {
    const at = placeAt(0);
    return {
      id: 'P1',
      images,
      planningImage: 'ct',
      structures: structures === undefined ? undefined : { kind: 'dicom', path: structures, at: placeAt(9) },
      body: { kind: 'structure', name: 'BODY', at },
      bolus: [],
      density: { curve: 'std.curve_120kV', isDefault: true, at },
      overrides: [],
      facts: [],
      at,
    };
  }

  before(() => {
    writeSeries(join(folder.path, 'ct'), {});
    writeSeries(join(folder.path, 'pet'), { modality: 'PT', intercept: 0, extra: () => petElements() });
    writeSeries(join(folder.path, 'pet-no-weight'), {
      modality: 'PT',
      intercept: 0,
      extra: () => petElements({ '00101030': undefined }),
    });
    writeSeries(join(folder.path, 'elsewhere'), { modality: 'MR', frameOfReferenceUid: '7.7.7' });
    writeNifti(join(folder.path, 'fmiso.nii.gz'), {
      size: [3, 4, 2],
      values: () => 1,
      sform: [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
      ],
    });
    const contours = [rectangle([0, 1], [0, 1], 100)];
    writeFileSync(
      join(folder.path, 'rs.dcm'),
      structureSetBytes({
        rois: [
          { number: 1, name: 'GTV', contours },
          { number: 2, name: 'Cord', contours },
        ],
      }),
    );
  });

  it('knows grids, modalities, frames and structure names without reading voxels', async () => {
    const index = await readPatientIndex(
      patient(
        [
          image('fdg', 5, { kind: 'dicom', path: 'pet' }, 'SUVbw'),
          image('ct', 4, { kind: 'dicom', path: 'ct' }, 'HU'),
          image('fmiso', 6, { kind: 'nifti', path: 'fmiso.nii.gz' }, 'ratio'),
        ],
        'rs.dcm',
      ),
      folder.path,
    );
    assert.deepEqual([...index.images.keys()], ['ct', 'fdg', 'fmiso']);
    assert.deepEqual(index.images.get('ct')!.grid, {
      size: [4, 3, 5],
      originMm: [-10, -20, 100],
      spacingMm: [1, 2, 2.5],
    });
    assert.equal(index.images.get('fdg')!.modality, 'PT');
    assert.deepEqual(index.images.get('fdg')!.suv, { possible: true });
    assert.deepEqual(index.structureNames, ['GTV', 'Cord']);
    assert.deepEqual(
      index.diagnostics.map((d) => [d.code, d.range.start.line]),
      [['RT3016', 6]],
    );
  });

  it('finds at each line what loading would find', async () => {
    const index = await readPatientIndex(
      patient(
        [
          image('ct', 4, { kind: 'dicom', path: 'ct' }, 'HU'),
          image('fdg', 5, { kind: 'dicom', path: 'pet-no-weight' }, 'SUVbw'),
          image('t1', 6, { kind: 'dicom', path: 'elsewhere' }, 'raw'),
          image('x', 7, { kind: 'nrrd', path: 'nowhere.nrrd' }, 'raw'),
        ],
        'nowhere.dcm',
      ),
      folder.path,
    );
    assert.deepEqual(
      index.diagnostics.map((d) => [d.code, d.range.start.line]),
      [
        ['RT3020', 5],
        ['RT3014', 6],
        ['RT3001', 7],
        ['RT3001', 9],
      ],
    );
    assert.equal(index.structureNames, undefined);
    const fdg = index.images.get('fdg')!;
    assert.deepEqual(fdg.suv, { possible: false, reason: 'the patient weight is missing' });
  });

  it('sees a truncated slice without reading it', async () => {
    writeSeries(join(folder.path, 'cut'), {});
    const slice = join(folder.path, 'cut', 'slice-7.dcm');
    truncateSync(slice, statSync(slice).size - 2);
    const index = await readPatientIndex(patient([image('ct', 4, { kind: 'dicom', path: 'cut' }, 'HU')]), folder.path);
    assert.deepEqual(
      index.diagnostics.map((d) => d.code),
      ['RT3004'],
    );
  });

  it('of a phantom is empty: it has no files', async () => {
    const index = await readPatientIndex(patient([image('ct', 4, { kind: 'phantom' }, 'HU')]), folder.path);
    assert.deepEqual([index.images.size, index.diagnostics], [0, []]);
  });
});
