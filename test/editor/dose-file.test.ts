import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeHeadExport } from '../support/head-export.ts';
import { doseBytes } from '../support/rtdose-writer.ts';
import { useWorkbench } from './workbench.ts';

/** An export of a planning system, results of a run, and files that are no dose. */
function furnish(workspace: string): void {
  writeHeadExport(join(workspace, 'head'));
  mkdirSync(join(workspace, 'elsewhere'));
  cpSync(join(workspace, 'head/RD.dcm'), join(workspace, 'elsewhere/RD.dcm'));
  writeFileSync(
    join(workspace, 'elsewhere/other-frame.dcm'),
    doseBytes({
      columns: 60,
      rows: 30,
      offsets: Array.from({ length: 40 }, (_, k) => 2 * k),
      stored: (i, j, k) =>
        Math.round(60_000 * Math.exp(-(((i - 30) / 15) ** 2) - ((j - 15) / 8) ** 2 - ((k - 20) / 12) ** 2)),
      frameOfReferenceUid: '1.2.9',
    }),
  );
  writeFileSync(join(workspace, 'elsewhere/relative.dcm'), doseBytes({ extra: { '30040002': ['CS', 'RELATIVE'] } }));
  const ran = spawnSync(
    process.execPath,
    ['dist/cli.cjs', 'run', join(workspace, 'four-field-box.rtplan'), '--out', join(workspace, 'out/box')],
    { encoding: 'utf8' },
  );
  assert.ok(ran.status === 0 || ran.status === 1, ran.stderr);
}

describe('a dose file, in a real VS Code', function () {
  this.timeout(300_000);

  const workbench = useWorkbench(() => ({ plan: 'four-field-box.rtplan', hand: true, furnish }));
  const open = async (file: string) => {
    const { hand } = workbench();
    await hand('runCommand', 'workbench.action.closeAllEditors');
    await hand('openWith', file, file.endsWith('.nrrd') ? 'dosewright.nrrdDose' : 'dosewright.dicomDose');
  };
  const part = (selector: string) => workbench().preview.locator(selector);

  it('of a planning system lies on the image of its frame of reference, with isodoses, structures and histograms', async () => {
    await open('head/RD.dcm');
    await part('.slice-axial [data-part="isodose-label"]').first().waitFor({ timeout: 120_000 });
    await part('.slice-axial [data-part="region-name"]').filter({ hasText: 'GTV' }).waitFor();
    await part('.dvh [data-part="dvh"]').first().waitFor();
    assert.match((await part('.slice-axial [data-part="readout"]').textContent()) ?? '', /HU .*Gy/);
    assert.match(
      await part('.status').innerText(),
      /Dose file.*RT dose \(PLAN\).*Research use only – not for clinical use/s,
    );
    assert.equal(await part('.notice-line').isHidden(), true);
    assert.equal(await part('.goals').isHidden(), true);
    const page = await part('body').innerText();
    for (const identifier of ['Doe', 'Jane', 'MRN4711', '1961']) assert.ok(!page.includes(identifier), identifier);
    await workbench().screenshot('dose-file-dark');
  });

  it('that dosewright run wrote opens by itself on the images of its plan', async () => {
    const { hand } = workbench();
    await hand('runCommand', 'workbench.action.closeAllEditors');
    await hand('show', 'out/box/dose.nrrd');
    await part('.slice-axial [data-part="isodose-label"]').first().waitFor({ timeout: 120_000 });
    await part('.status').getByText('Final', { exact: true }).waitFor();
    assert.equal(await part('.notice-line').isHidden(), true);
    await workbench().screenshot('dose-nrrd-dark');
  });

  it('without its image stands alone on grey, with words on what was looked for and where', async () => {
    await open('elsewhere/other-frame.dcm');
    await part('.notice-line')
      .getByText('no series with the frame of reference 1.2.9 is in')
      .waitFor({ timeout: 120_000 });
    assert.doesNotMatch((await part('.slice-axial [data-part="readout"]').textContent()) ?? '', /no image|HU/);
    await workbench().screenshot('dose-alone-dark');
  });

  it('that is none has a page with cause and next step, and is shown once it is mended', async () => {
    await open('elsewhere/relative.dcm');
    await part('.unreadable').getByText('holds relative dose (DoseUnits RELATIVE)').waitFor({ timeout: 120_000 });
    await part('.status').getByText('Research use only – not for clinical use').waitFor();
    await workbench().screenshot('dose-refused-dark');
    const { workspace } = workbench();
    writeFileSync(join(workspace, 'elsewhere/relative.dcm'), readFileSync(join(workspace, 'head/RD.dcm')));
    await part('.slice-axial [data-part="isodose-label"]').first().waitFor({ timeout: 120_000 });
  });

  it('is read in light themes as well', async () => {
    await open('head/RD.dcm');
    await workbench().hand('runCommand', 'workbench.action.toggleLightDarkThemes');
    await part('body[data-vscode-theme-kind="vscode-light"]').waitFor();
    await part('.dvh [data-part="dvh"]').first().waitFor({ timeout: 120_000 });
    await workbench().screenshot('dose-file-light');
    rmSync(join(workbench().workspace, 'head/CT'), { recursive: true });
    await part('vscode-button').getByText('Read again').click();
    await part('.notice-line').getByText('The image was not found').waitFor();
    await workbench().screenshot('dose-alone-light');
  });
});
