import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ImageHeader } from '../../../src/patient/files/image-header.ts';
import { loadImage } from '../../../src/patient/files/load-image.ts';
import { loadStructures } from '../../../src/patient/files/load-structures.ts';
import { readNrrd } from '../../../src/patient/files/nrrd.ts';
import { readPatientIndex } from '../../../src/patient/files/patient-index.ts';
import { positionOf, sampleAt } from '../../../src/patient/grid.ts';
import { insideAt, regionVoxels } from '../../../src/patient/region.ts';
import type { Patient, PlanImage } from '../../../src/plan/plan.ts';
import { imageFrom, placeAt } from '../../support/plan-parts.ts';
import { sharedData } from '../../support/shared-data.ts';

describe('Real files', function () {
  this.timeout(20_000);
  let root: string;
  before(function () {
    root = dirname(sharedData('data/dicom/README.md', this));
  });

  interface Options {
    kind?: 'dicom' | 'nifti' | 'nrrd';
    quantity?: PlanImage['quantity'];
    planning?: boolean;
    planningHeader?: ImageHeader;
  }

  async function load(
    path: string,
    { kind = 'dicom', quantity = 'HU', planning = quantity === 'HU', planningHeader }: Options = {},
  ) {
    const loaded = await loadImage(imageFrom({ kind, path }, quantity), { baseFolder: root, planning, planningHeader });
    return { ...loaded, codes: loaded.diagnostics.map((d) => d.code) };
  }

  async function loaded(path: string, options?: Options) {
    const { volume, header, codes, diagnostics } = await load(path, options);
    assert.ok(volume && header, JSON.stringify(diagnostics));
    return { volume, header, codes };
  }

  async function structures(path: string, planning: ImageHeader, used?: string[]) {
    const found = await loadStructures(
      { kind: 'dicom', path, at: placeAt(9) },
      { baseFolder: root, planning, used: used && new Set(used) },
    );
    return { ...found, codes: found.diagnostics.map((d) => d.code) };
  }

  describe('the PET/CT of a sarcoma', () => {
    it('SUVbw of the raw Bq/ml series is the raw value over 4116.9, on all 267 slices', async () => {
      const { header } = await loaded('sts001-petct/CT/image');
      const raw = await loaded('sts001-petct/PET_raw_bqml/image', { quantity: 'raw', planningHeader: header });
      const suv = await loaded('sts001-petct/PET_raw_bqml/image', { quantity: 'SUVbw', planningHeader: header });
      assert.deepEqual([raw.codes, suv.codes, suv.volume.quantity], [[], [], 'SUVbw']);
      assert.deepEqual([...suv.volume.grid.size], [128, 128, 267]);
      assert.ok(Math.abs(suv.volume.grid.spacingMm[2] - 3.27) < 1e-5);
      for (let n = 0; n < raw.volume.values.length; n += 101) {
        const bq = raw.volume.values[n];
        if (bq > 0) assert.ok(Math.abs(bq / suv.volume.values[n] / 4116.9 - 1) < 1e-3);
      }
      // The vendor's own SUV of the same body part.
      const vendor = await loaded('sts001-petct/PET/image', { quantity: 'SUVbw', planningHeader: header });
      let compared = 0;
      for (let k = 0; k < vendor.volume.grid.size[2]; k++) {
        for (let j = 10; j < 30; j++) {
          for (let i = 10; i < 30; i++) {
            const theirs = vendor.volume.values[i + 41 * (j + 43 * k)];
            const ours = sampleAt(suv.volume.grid, suv.volume.values, positionOf(vendor.volume.grid, i, j, k));
            if (theirs < 3 || ours === undefined) continue;
            compared++;
            assert.ok(Math.abs(ours / theirs - 1) < 0.01, `${ours} ${theirs}`);
          }
        }
      }
      assert.ok(compared > 1000, `${compared}`);
    });

    for (const [image, quantity, tolerance] of [
      ['CT', 'HU', 0],
      ['PET', 'SUVbw', 1e-5],
    ] as const) {
      it(`the NIfTI twin of the ${image} is the same volume`, async () => {
        const dicom = await loaded(`sts001-petct/${image}/image`, { quantity });
        const nifti = await loaded(`sts001-petct/${image}/nifti/image/image.nii.gz`, { kind: 'nifti', quantity });
        assert.deepEqual(nifti.volume.grid.size, dicom.volume.grid.size);
        for (let axis = 0; axis < 3; axis++) {
          assert.ok(Math.abs(nifti.volume.grid.originMm[axis] - dicom.volume.grid.originMm[axis]) < 1e-4);
          assert.ok(Math.abs(nifti.volume.grid.spacingMm[axis] - dicom.volume.grid.spacingMm[axis]) < 1e-6);
        }
        let worst = 0;
        nifti.volume.values.forEach((value, n) => (worst = Math.max(worst, Math.abs(value - dicom.volume.values[n]))));
        assert.ok(worst <= tolerance, `${worst}`);
      });
    }

    it('the GTV drawn on the CT has 117,145 voxels, from contours and from the mask', async () => {
      const { header } = await loaded('sts001-petct/CT/image');
      const rt = await structures('sts001-petct/CT/mask/RS.dcm', header);
      assert.deepEqual([rt.codes, rt.structures!.names], [[], ['GTV_Mass_CT']]);
      const voxels = regionVoxels(rt.structures!.region('GTV_Mass_CT')!);
      assert.ok(Math.abs(voxels / 117145 - 1) < 0.01, `${voxels}`);
      const masks = await loadStructures(
        { kind: 'nifti', path: 'sts001-petct/CT/nifti/mask', at: placeAt(9) },
        { baseFolder: root, planning: header },
      );
      assert.ok(Math.abs(regionVoxels(masks.structures!.region('mask')!) / 117145 - 1) < 0.01);
    });

    it("MR and the PET's own structures share the CT's frame of reference", async () => {
      const { header } = await loaded('sts001-petct/CT/image');
      const mr = await loaded('sts001-petct/MR_T1/image', { quantity: 'raw', planningHeader: header });
      assert.deepEqual([mr.codes, mr.header.modality], [[], 'MR']);
      const rt = await structures('sts001-petct/PET_raw_bqml/mask/1-1.dcm', header);
      assert.deepEqual([rt.codes, rt.structures!.names], [[], ['GTV_Mass', 'GTV_Edema']]);
    });

    it('is indexed from its headers, and no identifier comes along', async () => {
      const at = placeAt(0);
      const images: PlanImage[] = [
        { name: 'ct', source: { kind: 'dicom', path: 'sts001-petct/CT/image' }, quantity: 'HU', at },
        { name: 'fdg', source: { kind: 'dicom', path: 'sts001-petct/PET_raw_bqml/image' }, quantity: 'SUVbw', at },
      ];
      const patient = {
        images,
        planningImage: 'ct',
        structures: { kind: 'dicom', path: 'sts001-petct/CT/mask/RS.dcm', at },
      } as unknown as Patient;
      const index = await readPatientIndex(patient, root);
      assert.deepEqual([index.diagnostics, index.structureNames], [[], ['GTV_Mass_CT']]);
      assert.deepEqual(index.images.get('fdg')!.suv, { possible: true });
      const text = JSON.stringify([...index.images]);
      assert.doesNotMatch(text, /STS_001|IBSI/);
    });
  });

  describe('the Oncentra phantom', () => {
    it('is a CT of 5 slices 75 mm apart, of one value, beside RT objects', async () => {
      const { volume, codes, header } = await loaded('oncentra-phantom-complete', { planning: false });
      assert.deepEqual(codes, ['RT3018', 'RT3030']);
      assert.deepEqual(
        [[...volume.grid.size], volume.grid.spacingMm[2], volume.grid.originMm[2]],
        [[512, 171, 5], 75, -150],
      );
      // Found in the folder; its frame is linked without the top-level tag.
      const rt = await structures('oncentra-phantom-complete', header);
      assert.deepEqual(rt.codes, []);
      assert.equal(rt.structures!.names.length, 7);
      assert.ok(rt.structures!.names.includes('External'));
    });

    it('is too coarse to plan on', async () => {
      const { volume, codes } = await load('oncentra-phantom-complete');
      assert.deepEqual([volume, codes], [undefined, ['RT3018', 'RT3024']]);
    });

    it('structures as dcmjs writes them belong to it too', async () => {
      const { header } = await loaded('oncentra-phantom-complete', { planning: false });
      const rt = await structures('written-by-dcmjs-example/out_rs.dcm', header);
      assert.deepEqual([rt.codes, rt.structures!.names], [[], ['PTV_R1', 'Body']]);
    });

    it('structures of another patient are refused on it', async () => {
      const { header } = await loaded('oncentra-phantom-complete', { planning: false });
      assert.deepEqual((await structures('sts001-petct/CT/mask/RS.dcm', header)).codes, ['RT3011']);
    });
  });

  it("the donut's ROI number 0 is the mask that is known exactly", async () => {
    const { volume, header } = await loaded('plastimatch-donut-HFS-complete');
    assert.deepEqual(
      [[...volume.grid.size], [...volume.grid.originMm]],
      [
        [48, 40, 24],
        [-70.5, -58.5, -34.5],
      ],
    );
    const rt = await structures('plastimatch-donut-HFS-complete/rtss.dcm', header);
    const region = rt.structures!.region('Foreground')!;
    assert.ok(Math.abs(regionVoxels(region) / 3584 - 1) < 0.01, `${regionVoxels(region)}`);
    const truth = await readNrrd(join(root, 'plastimatch-donut-HFS-complete/truth_ss.nrrd'));
    assert.ok('values' in truth);
    const { components } = truth.header;
    const marked = [...Array(components).keys()].map((c) =>
      truth.values.filter((_, n) => n % components === c).reduce((a, b) => a + Number(b > 0), 0),
    );
    assert.ok(marked.includes(3584), `${marked}`);
    assert.equal(insideAt(region, 0, 0, 0), false);
  });

  it('the orientation phantom comes out with its slices in order', async () => {
    const { volume, header } = await loaded('ibsi-orientation-phantom');
    assert.deepEqual(volume.grid, { size: [32, 48, 64], originMm: [0, 0, -126], spacingMm: [2, 2, 2] });
    assert.equal(header.patientPosition, undefined);
    // Its values count voxels from the right, front and upper corner.
    for (let k = 0, n = 0; k < 64; k++) {
      for (let j = 0; j < 48; j++) for (let i = 0; i < 32; i++) assert.equal(volume.values[n++], i + j + (63 - k));
    }
  });

  it('one slice in eight transfer syntaxes: five are decoded alike, three refused by name', async () => {
    const files = readdirSync(join(root, 'ct-transfer-syntaxes')).filter((name) => name.endsWith('.dcm'));
    assert.equal(files.length, 8);
    const reference = await loaded(`ct-transfer-syntaxes/${files.find((f) => f.includes('LittleEndianExplicit'))!}`, {
      planning: false,
    });
    let decoded = 0;
    for (const file of files) {
      const { volume, codes, diagnostics } = await load(`ct-transfer-syntaxes/${file}`, { planning: false });
      if (/JPEG/.test(file)) {
        assert.deepEqual(codes, ['RT3005'], file);
        assert.match(diagnostics[0].message, /JPEG.*\(1\.2\.840\.10008\.1\.2\.4\.\d\d\)/);
        continue;
      }
      decoded++;
      assert.deepEqual(volume!.values, reference.volume.values, file);
    }
    assert.equal(decoded, 5);
  });

  it('the tilted, irregular head scan is refused for both reasons', async () => {
    const { volume, codes, diagnostics } = await load('ct-tilt-irregular-GE');
    assert.deepEqual([volume, codes], [undefined, ['RT3007', 'RT3006']]);
    assert.match(diagnostics[1].message, /18\.5°/);
  });

  it('dose files are no images, with a Part 10 header or without', async () => {
    for (const path of ['rtdose/eclipse_RD.TBC_feet_in_supine.dcm', 'rtdose/rtdose_non_square_pixels.dcm']) {
      const { codes, diagnostics } = await load(path);
      assert.deepEqual(codes, ['RT3002']);
      assert.match(diagnostics[0].message, /1 RTDOSE/);
    }
  });
});
