import assert from 'node:assert/strict';
import { readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { previewModel } from '../../src/engine/preview-model.ts';
import type { RunResult } from '../../src/engine/results.ts';
import { createSession, type Session } from '../../src/engine/session.ts';
import { loadImage } from '../../src/patient/files/load-image.ts';
import { analyse } from '../../src/language/analyse.ts';
import { renderSliceSvg } from '../../src/preview/render.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { buildBundles } from '../support/bundles.ts';
import { sharedData } from '../support/shared-data.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Vallières et al. 2015, doi 10.1088/0031-9155/60/14/5471: patient STS_001 of the TCIA collection Soft-tissue-Sarcoma, raw PET in Bq/mL. */
describe('a real sarcoma: PET/CT to a boosted sub-target', function () {
  this.timeout(180_000);
  let session: Session;
  let plan: Plan;
  const folder = temporaryFolder();
  let result: RunResult;

  before(async function () {
    const data = sharedData('data/dicom/sts001-petct', this);
    buildBundles('session-worker.cjs', 'dose-worker.cjs');
    const baseFolder = folder.path;
    symlinkSync(data, path.join(baseFolder, 'data'));
    const file = path.join(baseFolder, 'sarcoma.rtplan');
    const analysis = analyse(
      { file, text: readFileSync(new URL('./sarcoma.rtplan', import.meta.url), 'utf8') },
      () => undefined,
    );
    assert.deepEqual(
      analysis.diagnostics.filter((d) => d.severity === 'error'),
      [],
    );
    plan = analysis.plan!;
    session = createSession({ threads: 2 });
    const outcome = await session.run(plan, { baseFolder });
    assert.equal(outcome.kind, 'result', JSON.stringify(outcome));
    result = (outcome as { result: RunResult }).result;
  });

  after(() => session?.dispose());

  const dvh = (region: string) => result.dvhs.find((d) => d.region === region)!;

  it('reads the GTV as 117,145 voxels within 1 % (even–odd rule at voxel centres)', () => {
    assert.ok(Math.abs(dvh('GTV').voxels - 117_145) <= 1171, `${dvh('GTV').voxels} voxels`);
  });

  it('turns Bq/mL into SUVbw by 1/4116.9 within 0.1 %', async () => {
    const image = plan.patient.images.find((i) => i.name === 'pet')!;
    const raw = await loadImage({ ...image, quantity: 'raw' }, { baseFolder: folder.path, planning: false });
    const suv = result.images.find((i) => i.name === 'pet')!.volume;
    assert.equal(suv.quantity, 'SUVbw');
    const hottest = suv.values.indexOf(suv.values.reduce((a, b) => Math.max(a, b)));
    const factor = suv.values[hottest] / raw.volume!.values[hottest];
    assert.ok(Math.abs(factor * 4116.9 - 1) < 1e-3, `1/${1 / factor}`);
  });

  it('finds the avid part inside the GTV', () => {
    assert.ok(
      dvh('Avid').volumeCc > 1 && dvh('Avid').volumeCc < 0.5 * dvh('GTV').volumeCc,
      `${dvh('Avid').volumeCc} cc`,
    );
  });

  it('gives the PTV its median dose, and the avid part more', () => {
    const d50 = (region: string) => {
      const { doseGy, volumePercent } = dvh(region);
      return doseGy[volumePercent.findIndex((v) => v <= 50)];
    };
    assert.ok(Math.abs(d50('PTV') - 50) < 0.1, `PTV D50% ${d50('PTV')} Gy`);
    assert.ok(dvh('Avid').meanGy > dvh('PTV').meanGy + 2, `Avid ${dvh('Avid').meanGy} Gy, PTV ${dvh('PTV').meanGy} Gy`);
  });

  it('enters through imaged air only, so that the dose is dosimetric', () => {
    assert.equal(result.notDosimetric, false);
    for (const beam of result.beams)
      assert.ok(
        beam.ssdMm > 700 && beam.ssdMm < 1000 && beam.isocentreDepthMm > 0,
        `${beam.name}: SSD ${beam.ssdMm} mm`,
      );
  });

  it('draws labelled isodoses over the CT', () => {
    const svg = renderSliceSvg(previewModel(result), { plane: 'axial', crosshairMm: result.beams[0].isocentreMm });
    for (const label of ['95 %', '80 %', '50 %', 'GTV', 'Avid', '100 % = 50 Gy, PTV D50%'])
      assert.ok(svg.includes(label), `the picture lacks "${label}"`);
  });

  it('is the same, bit for bit, on 1, 2 and 4 threads', async () => {
    const coarse = { ...plan, compute: { ...plan.compute, gridMm: 10 } };
    const doses: Buffer[] = [];
    for (const threads of [1, 2, 4]) {
      const other = createSession({ threads });
      const outcome = await other.run(coarse, { baseFolder: folder.path });
      await other.dispose();
      assert.equal(outcome.kind, 'result');
      doses.push(Buffer.from((outcome as { result: RunResult }).result.doseGy.buffer));
    }
    assert.ok(doses.every((dose) => dose.equals(doses[0])));
  });
});
