import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { inspectImage, loadImage } from '../../../src/patient/files/load-image.ts';
import { loadStructures, readStructureNames } from '../../../src/patient/files/load-structures.ts';
import { writeNrrd } from '../../../src/patient/files/nrrd.ts';
import { catalogue } from '../../../src/plan/diagnostics/catalogue.ts';
import type { Diagnostic } from '../../../src/plan/diagnostic.ts';
import {
  dicomBytes,
  type Encoding,
  petElements,
  rectangle,
  sliceElements,
  structureSetBytes,
} from '../../support/dicom-writer.ts';
import { writeNifti } from '../../support/nifti-writer.ts';
import { imageFrom, placeAt } from '../../support/plan-parts.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Bytes overwritten, or the file cut: what disks, networks and tools do to files. */
const damage = fc.record({
  overwrite: fc.array(fc.tuple(fc.nat(100_000), fc.nat(255)), { maxLength: 6 }),
  cutTo: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 4 }),
});

function damaged(
  bytes: Uint8Array,
  { overwrite, cutTo }: { overwrite: [number, number][]; cutTo: number | null },
): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (const [at, value] of overwrite) copy[at % copy.length] = value;
  return cutTo === null ? copy : copy.subarray(0, Math.floor(cutTo * copy.length));
}

describe('A damaged file', function () {
  this.timeout(30_000);
  const folder = temporaryFolder();

  /** Whatever the damage: no exception, and either something is loaded or an error says why not. */
  async function survives(
    path: string,
    intact: Uint8Array,
    seed: number,
    load: () => Promise<{ loaded: boolean; diagnostics: readonly Diagnostic[] }>,
  ) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, intact);
    assert.equal((await load()).loaded, true);
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(damage, async (how) => {
        writeFileSync(path, damaged(intact, how));
        const { loaded, diagnostics } = await load();
        const errors = diagnostics.filter((d) => d.severity === 'error');
        assert.equal(loaded, errors.length === 0, JSON.stringify(diagnostics));
        for (const d of diagnostics) {
          assert.ok(d.code in catalogue);
          assert.doesNotMatch(d.message, /Doe|Jane|MRN4711|19610203/);
        }
        refused += Number(!loaded);
      }),
      { seed, numRuns: 150 },
    );
    assert.ok(refused > 15, `${refused} refused`);
  }

  for (const [n, encoding] of (['explicit', 'implicit', 'big-endian', 'deflated', 'rle'] as Encoding[]).entries()) {
    it(`of a PET, ${encoding}, never throws`, async () => {
      const path = join(folder.path, encoding, 'slice.dcm');
      const bytes = dicomBytes(sliceElements({ modality: 'PT', intercept: 0, extra: () => petElements() }, 0), {
        encoding,
      });
      const image = imageFrom({ kind: 'dicom', path: encoding }, 'SUVbw');
      await survives(path, bytes, 10 + n, async () => {
        const context = { baseFolder: folder.path, planning: false };
        const { volume, diagnostics } = await loadImage(image, context);
        await inspectImage(image, context);
        return { loaded: volume !== undefined, diagnostics };
      });
    });
  }

  it('of NIfTI or NRRD never throws', async () => {
    const nifti = join(folder.path, 'image.nii');
    writeNifti(nifti, {
      size: [4, 3, 2],
      values: (i, j, k) => i + j + k,
      sform: [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
      ],
    });
    const nrrd = writeNrrd({
      grid: { size: [4, 3, 2], originMm: [0, 0, 0], spacingMm: [1, 1, 1] },
      values: Float32Array.from({ length: 24 }, (_, i) => i),
      quantity: 'raw',
    });
    for (const [kind, path, bytes] of [
      ['nifti', nifti, readFileSync(nifti)],
      ['nrrd', join(folder.path, 'image.nrrd'), nrrd],
    ] as const) {
      await survives(path, bytes, 20, async () => {
        const { volume, diagnostics } = await loadImage(imageFrom({ kind, path }, 'raw'), {
          baseFolder: folder.path,
          planning: false,
        });
        return { loaded: volume !== undefined, diagnostics };
      });
    }
  });

  it('of structures never throws', async () => {
    const source = { kind: 'dicom', path: 'rs.dcm', at: placeAt(9) } as const;
    const planning = {
      format: 'dicom',
      grid: { size: [8, 8, 4], originMm: [0, 0, 0], spacingMm: [1, 1, 1] },
      frameOfReferenceUid: '1.2.3.9',
    } as const;
    const bytes = structureSetBytes({
      rois: [{ number: 1, name: 'GTV', contours: [0, 1, 2].map((z) => rectangle([1, 5], [1, 5], z)) }],
    });
    await survives(join(folder.path, 'rs.dcm'), bytes, 30, async () => {
      const { structures, diagnostics } = await loadStructures(source, { baseFolder: folder.path, planning });
      structures?.names.forEach((name) => structures.region(name));
      await readStructureNames(source, folder.path);
      return { loaded: structures !== undefined, diagnostics };
    });
  });

  it('that vanishes while it is read is refused', async () => {
    const path = join(folder.path, 'vanishing');
    mkdirSync(path);
    for (let k = 0; k < 40; k++) writeFileSync(join(path, `${k}.dcm`), dicomBytes(sliceElements({}, k)));
    const { volume, diagnostics } = await loadImage(imageFrom({ kind: 'dicom', path }), {
      baseFolder: folder.path,
      planning: true,
      onProgress: () => rmSync(path, { recursive: true, force: true }),
    });
    assert.deepEqual([volume, diagnostics.map((d) => d.code)], [undefined, ['RT3004']]);
  });
});
