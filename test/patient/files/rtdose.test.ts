import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { frameAxis } from '../../../src/patient/files/frame-offsets.ts';
import { type RtDose, readRtDose } from '../../../src/patient/files/rtdose.ts';
import { sampleAt } from '../../../src/patient/grid.ts';
import { catalogue } from '../../../src/plan/diagnostics/catalogue.ts';
import { type DoseSpec, doseBytes } from '../../support/rtdose-writer.ts';
import { sharedData } from '../../support/shared-data.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();

async function read(spec: DoseSpec | Uint8Array): ReturnType<typeof readRtDose> {
  const path = join(folder.path, 'dose.dcm');
  writeFileSync(path, spec instanceof Uint8Array ? spec : doseBytes(spec));
  return readRtDose(path);
}

async function dose(spec: DoseSpec | string): Promise<RtDose> {
  const outcome = typeof spec === 'string' ? await readRtDose(spec) : await read(spec);
  return 'dose' in outcome ? outcome.dose : assert.fail(outcome.problem);
}

describe('An RT dose file', () => {
  describe('lies where the standard says', () => {
    /** Rows and columns along any of the patient's transverse axes: head or feet first, supine, prone or on a side. */
    const axes = [
      [1, 0, 0],
      [-1, 0, 0],
      [0, 1, 0],
      [0, -1, 0],
    ] as const;
    const orientations = axes.flatMap((right) =>
      axes.filter((down) => right[0] * down[0] + right[1] * down[1] === 0).map((down) => [right, down] as const),
    );

    for (const [right, down] of orientations) {
      const normalZ = right[0] * down[1] - right[1] * down[0];
      for (const convention of ['relative', 'absolute'] as const) {
        it(`rows along ${right.join()}, columns along ${down.join()}, offsets ${convention}`, async () => {
          const position = [-11, 23, 100] as const;
          const offsets = [0, 1, 2, 3, 4].map((k) => (convention === 'relative' ? 2.5 * k : 100 - 2.5 * k));
          const stepZ = convention === 'relative' ? 2.5 * normalZ : -2.5;
          const stored = (i: number, j: number, k: number) => 1 + i + 10 * j + 100 * k;
          const { volume } = await dose({ position, orientation: [...right, ...down], offsets, stored });
          assert.deepEqual([...volume.grid.spacingMm], right[0] === 0 ? [2, 1, 2.5] : [1, 2, 2.5]);
          for (let k = 0; k < 5; k++)
            for (let j = 0; j < 3; j++)
              for (let i = 0; i < 4; i++) {
                // Column spacing 1 mm, row spacing 2 mm.
                const at = [0, 1, 2].map(
                  (a) => position[a] + i * right[a] + 2 * j * down[a] + (a === 2 ? k * stepZ : 0),
                ) as [number, number, number];
                const gy = sampleAt(volume.grid, volume.values, at);
                assert.ok(Math.abs(gy! - stored(i, j, k) / 1000) < 1e-6, `${at.join()}: ${gy}`);
              }
          assert.equal(sampleAt(volume.grid, volume.values, [-11, 23, 200]), undefined, 'outside there is no dose');
        });
      }
    }

    it('offsets may fall along the normal, and a first plane at z = 0 means offsets along it', () => {
      const stepZ = (offsets: number[], normalZ: 1 | -1) => {
        const axis = frameAxis(offsets, { frames: 3, zMm: 0, normal: [0, 0, normalZ] });
        return 'stepMm' in axis ? axis.stepMm[2] : axis.problem;
      };
      assert.equal(stepZ([0, 2, 4], -1), -2);
      assert.equal(stepZ([0, -2, -4], 1), -2);
      assert.equal(stepZ([0, 2, 4], 1), 2);
    });
  });

  it('is in Gy: the stored value times the scaling, however that is written, with 16 and 32 bits', async () => {
    for (const [scaling, gy] of [
      ['8.434326e-005', 8.434326e-5],
      ['1.0447151967E-06', 1.0447151967e-6],
      [' +.25 ', 0.25],
    ] as const)
      assert.equal(Math.fround(gy * 40000), (await dose({ scaling, stored: () => 40000 })).volume.values[0]);
    const large = await dose({ bits: 32, scaling: 2 ** -26, stored: () => 0xfffffff0 });
    assert.equal(large.volume.values[7], Math.fround(0xfffffff0 * 2 ** -26));
    const { volume } = await dose({ encoding: 'big-endian', stored: (i) => 256 + i });
    assert.deepEqual([...volume.values.slice(0, 4)], [0.256, 0.257, 0.258, 0.259].map(Math.fround));
    assert.equal((await dose({ encoding: 'deflated', stored: () => 500 })).volume.values[3], 0.5);
  });

  it('says what of a plan it is of', async () => {
    const { summation, planUid, beams, frameOfReferenceUid } = await dose({ summation: 'BEAM', beams: [2, 1] });
    assert.deepEqual([summation, planUid, beams, frameOfReferenceUid], ['BEAM', '1.2.3.6.1', '1:1 1:2', '1.2.3.9']);
  });

  const refusals: Record<string, [spec: DoseSpec | Uint8Array, code: string, says: RegExp]> = {
    'with relative doses': [{ extra: { '30040002': ['CS', 'RELATIVE'] } }, 'RT3009', /relative dose/],
    'without a unit': [{ extra: { '30040002': undefined } }, 'RT3004', /DoseUnits is missing/],
    'with effective dose': [{ extra: { '30040004': ['CS', 'EFFECTIVE'] } }, 'RT3009', /DoseType EFFECTIVE/],
    'of another kind': [{ extra: { '00080060': ['CS', 'RTSTRUCT'] } }, 'RT3009', /holds RTSTRUCT, not RTDOSE/],
    'whose header is gone': [{ extra: { '00080018': undefined } }, 'RT3004', /lost its header/],
    'without what it is of': [{ extra: { '3004000a': undefined } }, 'RT3004', /DoseSummationType/],
    'without a scaling': [{ extra: { '3004000e': undefined } }, 'RT3004', /DoseGridScaling is missing/],
    'whose scaling is no number': [{ scaling: 'NaN' }, 'RT3004', /DoseGridScaling/],
    'whose scaling is negative': [{ scaling: -0.001 }, 'RT3004', /DoseGridScaling/],
    'whose scaling lost its exponent': [{ scaling: 10447151967 }, 'RT3004', /DoseGridScaling cannot be right/],
    'with negative doses': [
      { stored: () => 0xfff0, extra: { '00280103': ['US', 1] } },
      'RT3009',
      /negative doses, so it is no dose/,
    ],
    'compressed as JPEG 2000': [{ transferSyntaxUid: '1.2.840.10008.1.2.4.90' }, 'RT3005', /as JPEG 2000 lossless/],
    'compressed as RLE': [{ transferSyntaxUid: '1.2.840.10008.1.2.5' }, 'RT3005', /as RLE lossless/],
    'of 12 bits': [{ extra: { '00280101': ['US', 12] } }, 'RT3005', /16 bits, of which 12 are used/],
    'of a single plane': [{ offsets: [0] }, 'RT3007', /single plane/],
    'with uneven planes': [{ offsets: [0, 2.5, 5, 8, 10] }, 'RT3007', /uneven distances/],
    'with planes in one place': [{ offsets: [0, 0, 0] }, 'RT3007', /several at one place/],
    'with too few offsets': [{ extra: { '3004000c': ['DS', '0\\2.5'] } }, 'RT3004', /5 planes and 2 offsets/],
    'with offsets of neither convention': [{ offsets: [7, 9, 11] }, 'RT3004', /neither of the two ways/],
    'without a place': [{ extra: { '00200032': undefined } }, 'RT3004', /does not say where its grid lies/],
    'without an orientation': [{ orientation: [0, 0, 0, 0, 0, 0] }, 'RT3004', /no unit vectors/],
    'that is tilted': [{ orientation: [1, 0, 0, 0, 0.8, 0.6] }, 'RT3006', /36\.9° off the patient's axes/],
    'with more frames than pixels': [{ extra: { '00280008': ['IS', 6] } }, 'RT3004', /less pixel data/],
    'with fewer frames than pixels': [{ extra: { '00280008': ['IS', 4] } }, 'RT3004', /more pixel data/],
    'without pixels': [{ extra: { '7fe00010': undefined } }, 'RT3004', /no matrix of doses/],
    'that is cut': [doseBytes().subarray(0, 600), 'RT3004', /cut short/],
    'that is no DICOM': [Buffer.from('no dose at all'), 'RT3004', /not a DICOM file/],
  };
  for (const [what, [spec, code, says]] of Object.entries(refusals)) {
    it(`${what} is refused`, async () => {
      const outcome = await read(spec);
      assert.ok('problem' in outcome, 'it was read');
      assert.equal(outcome.code, code, outcome.problem);
      assert.match(outcome.problem, says);
      assert.doesNotMatch(outcome.problem, /Doe|Jane|MRN4711|1961/);
    });
  }

  it('that is damaged anywhere is read or refused, never an exception, never a dose that is no number', async () => {
    const intact = doseBytes({ bits: 32, stored: (i, j, k) => i + j + k });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(intact.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.option(fc.nat(intact.length), { freq: 4 }),
        async (overwrite, cutTo) => {
          const bytes = Uint8Array.from(intact);
          for (const [at, value] of overwrite) bytes[at] = value;
          const outcome = await read(bytes.subarray(0, cutTo ?? bytes.length));
          if ('dose' in outcome) assert.ok(outcome.dose.volume.values.every((gy) => gy >= 0 && gy < Infinity));
          else {
            assert.ok(outcome.code in catalogue);
            assert.doesNotMatch(outcome.problem, /Doe|Jane|MRN4711|1961/);
          }
        },
      ),
      { seed: 7, numRuns: 400 },
    );
  });
});

describe('A real RT dose file', () => {
  const maximum = ({ volume }: RtDose): number => volume.values.reduce((most, gy) => Math.max(most, gy), 0);

  it('of Eclipse, feet first: its maximum, and z from −100 to 100', async function () {
    const path = sharedData('data/dicom/rtdose/eclipse_RD.TBC_feet_in_supine.dcm', this);
    const eclipse = await dose(path);
    assert.equal(maximum(eclipse).toFixed(6), '1.617639');
    const { originMm, size, spacingMm } = eclipse.volume.grid;
    assert.deepEqual([originMm[2], originMm[2] + (size[2] - 1) * spacingMm[2]], [-100, 100]);
    assert.ok(Math.abs(originMm[0] - (99.90417554 - 200)) < 1e-9, 'rows run to the right of the patient');
  });

  it('whose header was stripped is refused', async function () {
    const outcome = await readRtDose(sharedData('data/dicom/rtdose/rtdose_non_square_pixels.dcm', this));
    assert.ok('problem' in outcome);
    assert.match(outcome.problem, /has lost its header/);
  });

  it('of 16 and of 32 bits: the same dose', async function () {
    const [a, b] = await Promise.all(
      ['rd16', 'rd32'].map((name) => dose(sharedData(`data/dicom/written-by-dcmjs-example/out_${name}.dcm`, this))),
    );
    assert.ok(a.volume.values.every((gy, i) => Math.abs(gy - b.volume.values[i]) <= 60 / 131070 + 1e-5));
  });

  it('of plastimatch: its maximum', async function () {
    const path = sharedData('data/dicom/plastimatch-donut-HFS-complete/dose.dcm', this);
    assert.equal(maximum(await dose(path)).toFixed(5), '59.99996');
  });
});
