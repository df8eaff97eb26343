import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDose } from '../../../src/patient/files/load-dose.ts';
import { writeNrrd } from '../../../src/patient/files/nrrd.ts';
import type { Volume } from '../../../src/patient/grid.ts';
import { type DoseSpec, doseBytes } from '../../support/rtdose-writer.ts';
import { sharedData } from '../../support/shared-data.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('A dose', () => {
  const temporary = temporaryFolder();

  function folderOf(files: Record<string, string | Uint8Array | DoseSpec>): string {
    const folder = mkdtempSync(join(temporary.path, 'doses-'));
    for (const [name, content] of Object.entries(files))
      writeFileSync(
        join(folder, name),
        typeof content === 'string' || content instanceof Uint8Array ? content : doseBytes(content),
      );
    return folder;
  }

  const volume: Volume = {
    grid: { size: [2, 2, 2], originMm: [1, 2, 3], spacingMm: [3, 3, 3] },
    values: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7),
    quantity: 'Gy',
  };
  const beam = (number: number, gy: number, extra: DoseSpec = {}): DoseSpec => ({
    summation: 'BEAM',
    beams: [number],
    sopInstanceUid: `1.2.3.5.${number}`,
    stored: () => 1000 * gy,
    ...extra,
  });

  describe('in a folder', () => {
    it('is the sum of its beams', async () => {
      const folder = folderOf({ 'a.dcm': beam(1, 2), 'b.dcm': beam(2, 3), 'notes.txt': 'three beams' });
      const { dose, diagnostics } = await loadDose(folder);
      assert.deepEqual(diagnostics, []);
      assert.ok(dose!.volume.values.every((gy) => gy === 5));
      assert.match(dose!.origin, /sum of 2 RT doses/);
    });

    it("is the plan's where there is one; empty doses are left out, and all that is said", async () => {
      const plan: DoseSpec = { sopInstanceUid: '1.2.3.5.9', stored: () => 7000 };
      const { dose, diagnostics } = await loadDose(
        folderOf({ 'a.dcm': beam(1, 2), 'b.dcm': beam(2, 0), 'plan.dcm': plan }),
      );
      assert.ok(dose!.volume.values.every((gy) => gy === 7));
      assert.deepEqual(
        diagnostics.map(({ code, message }) => [code, message]),
        [
          [
            'RT3018',
            "Left out of the folder: 1 RT dose file, zero everywhere; 1 beam dose, because the plan's own dose is there.",
          ],
        ],
      );
    });

    it('that `dosewright run` wrote is its dose.nrrd', async () => {
      const folder = folderOf({ 'dose.nrrd': writeNrrd(volume), 'dose.dcm': {} });
      const { dose, diagnostics } = await loadDose(folder);
      assert.deepEqual([dose?.origin, diagnostics], ['NRRD', []]);
      assert.deepEqual(dose!.volume.grid, volume.grid);
      assert.deepEqual([...dose!.volume.values], [...volume.values]);
    });

    const refusals: Record<
      string,
      [files: Record<string, string | Uint8Array | DoseSpec>, code: string, says: RegExp]
    > = {
      'with two plans': [{ 'a.dcm': {}, 'b.dcm': { sopInstanceUid: '1.9' } }, 'RT3003', /2 doses \(PLAN, PLAN\)/],
      'with a beam twice': [
        { 'a.dcm': beam(1, 1), 'b.dcm': beam(1, 1, { sopInstanceUid: '1.9' }) },
        'RT3003',
        /beam 1 more than once/,
      ],
      'with one object in two files': [
        { 'a.dcm': beam(1, 1, { beams: [] }), 'b.dcm': beam(1, 1, { beams: [] }) },
        'RT3003',
        /one dose object in two files/,
      ],
      'with beams of two plans': [
        { 'a.dcm': beam(1, 1), 'b.dcm': beam(2, 1, { planUid: '1.9' }) },
        'RT3003',
        /different plans/,
      ],
      'with beams in two frames': [
        { 'a.dcm': beam(1, 1), 'b.dcm': beam(2, 1, { frameOfReferenceUid: '1.9' }) },
        'RT3003',
        /different frames of reference/,
      ],
      'with beams on different grids': [
        { 'a.dcm': beam(1, 1), 'b.dcm': beam(2, 1, { position: [-10, -20, 101] }) },
        'RT3007',
        /different grids/,
      ],
      'with a beam cut short': [
        { 'a.dcm': beam(1, 1), 'b.dcm': doseBytes(beam(2, 1)).subarray(0, 700) },
        'RT3004',
        /^"b\.dcm" is cut short/,
      ],
      'with a beam that is no DICOM any more': [
        { 'a.dcm': beam(1, 1), 'Doe_Jane.dcm': '' },
        'RT3004',
        /^File 1 of 2 \(in the order of names\) is not a DICOM file/,
      ],
      'with a relative dose': [
        { 'a.dcm': beam(1, 1, { extra: { '30040002': ['CS', 'RELATIVE'] } }) },
        'RT3009',
        /relative dose/,
      ],
      'with nothing but empty doses': [{ 'a.dcm': beam(1, 0) }, 'RT3002', /zero everywhere/],
      'with no dose': [{ 'notes.txt': 'none' }, 'RT3002', /no RT dose file/],
    };
    for (const [what, [files, code, says]] of Object.entries(refusals)) {
      it(`${what} is refused`, async () => {
        const { dose, diagnostics } = await loadDose(folderOf(files));
        assert.equal(dose, undefined);
        assert.deepEqual(
          diagnostics.map((d) => d.code),
          [code],
        );
        assert.match(diagnostics[0].message, says);
        assert.doesNotMatch(diagnostics[0].message, /Doe|MRN4711/);
      });
    }
  });

  describe('as NRRD', () => {
    const nrrd = (change: (text: string) => string, values = volume.values): Uint8Array => {
      const bytes = Buffer.from(writeNrrd({ ...volume, values }, 'raw'));
      const end = bytes.indexOf('\n\n') + 2;
      return Buffer.concat([Buffer.from(change(bytes.subarray(0, end).toString())), bytes.subarray(end)]);
    };

    it('that does not say what it holds is taken as Gy, and that is said', async () => {
      const path = join(folderOf({ 'd.nrrd': nrrd((text) => text.replace('content: Gy\n', '')) }), 'd.nrrd');
      const { dose, diagnostics } = await loadDose(path);
      assert.ok(dose);
      assert.deepEqual(
        diagnostics.map(({ code }) => code),
        ['RT3023'],
      );
    });

    it('says that it is a preview where it is one', async () => {
      const bytes = writeNrrd(volume, 'gzip', { quality: 'PREVIEW QUALITY (6 mm, 32 cones), not the final dose' });
      const { dose } = await loadDose(join(folderOf({ 'd.nrrd': bytes }), 'd.nrrd'));
      assert.equal(dose?.origin, 'NRRD, PREVIEW QUALITY (6 mm, 32 cones), not the final dose');
    });

    const refusals: Record<string, [file: Uint8Array, code: string, says: RegExp]> = {
      'with NaN': [nrrd((t) => t, Float32Array.of(1, NaN, 1, 1, 1, 1, Infinity, 1)), 'RT3032', /holds 2 voxels/],
      'with negative values': [nrrd((t) => t, new Float32Array(8).fill(-1)), 'RT3009', /negative/],
      'of HU': [nrrd((t) => t.replace('content: Gy', 'content: HU')), 'RT3009', /holds HU/],
      'without a place in the patient': [nrrd((t) => t.replace(/space: .*\n/, '')), 'RT3004', /how its voxels lie/],
      'that is tilted': [nrrd((t) => t.replace('(3,0,0)', '(3,0.3,0)')), 'RT3006', /5\.7° off/],
      'that is cut short': [nrrd((t) => t).subarray(0, -3), 'RT3004', /cut short/],
    };
    for (const [what, [file, code, says]] of Object.entries(refusals)) {
      it(`${what} is refused`, async () => {
        const { dose, diagnostics } = await loadDose(join(folderOf({ 'd.nrrd': file }), 'd.nrrd'));
        assert.equal(dose, undefined);
        assert.deepEqual(
          diagnostics.map((d) => d.code),
          [code],
          diagnostics[0].message,
        );
        assert.match(diagnostics[0].message, says);
      });
    }
  });

  it('of Oncentra is the sum of three beams; the empty file beside them is left out', async function () {
    const { dose, diagnostics } = await loadDose(sharedData('data/dicom/oncentra-phantom-complete', this));
    assert.match(dose!.origin, /sum of 3/);
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['RT3018'],
    );
    const beams = await Promise.all(
      ['2111780937', '3641918815', '3972076813'].map(async (number) => {
        const name = {
          2111780937: 'RD1.3.6.1.4.1.2452.6.2111780937.1099271091.4199586950.4014688818.dcm',
          3641918815: 'RD1.3.6.1.4.1.2452.6.3641918815.1239528433.2837719487.3331095889.dcm',
          3972076813: 'RD1.3.6.1.4.1.2452.6.3972076813.1154767945.2697895863.3611079142.dcm',
        }[number]!;
        const beamDose = await loadDose(sharedData(`data/dicom/oncentra-phantom-complete/${name}`, this));
        return beamDose.dose!.volume.values;
      }),
    );
    assert.deepEqual(
      beams.map((values) => values.reduce((most, gy) => Math.max(most, gy), 0).toFixed(4)),
      ['5.5270', '6.2518', '6.0425'],
    );
    dose!.volume.values.forEach((gy, i) =>
      assert.ok(Math.abs(gy - beams.reduce((sum, values) => sum + values[i], 0)) < 1e-5),
    );
  });

  it('that is not there is refused', async () => {
    const { diagnostics } = await loadDose(join(temporary.path, 'nowhere.dcm'));
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['RT3001'],
    );
  });
});
