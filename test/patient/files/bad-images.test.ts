import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadImage } from '../../../src/patient/files/load-image.ts';
import type { PlanImage } from '../../../src/plan/plan.ts';
import {
  type Elements,
  petElements,
  type SeriesSpec,
  structureSetBytes,
  writeSeries,
} from '../../support/dicom-writer.ts';
import { imageFrom, placeAt } from '../../support/plan-parts.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('A series that cannot be used', () => {
  const folder = temporaryFolder();

  interface Case {
    readonly code: string;
    /** What the message must name. */
    readonly says: RegExp;
    readonly write: (path: string) => void;
    readonly quantity?: PlanImage['quantity'];
    readonly planning?: boolean;
  }

  const series = (spec: SeriesSpec) => (path: string) => writeSeries(path, spec);
  const pet = (over: Elements, tracer: Elements = {}): Pick<Case, 'write' | 'quantity' | 'planning'> => ({
    write: series({ modality: 'PT', intercept: 0, extra: () => petElements(over, tracer) }),
    quantity: 'SUVbw',
    planning: false,
  });

  const cases: Record<string, Case> = {
    'a missing folder': { code: 'RT3001', says: /no file or folder "series"/, write: () => undefined },
    'an empty folder': { code: 'RT3002', says: /holds no files/, write: (path) => mkdirSync(path) },
    'a folder of other things': {
      code: 'RT3002',
      says: /none of its files is DICOM/,
      write: (path) => {
        mkdirSync(path);
        writeFileSync(join(path, 'notes.txt'), 'nothing to see');
      },
    },
    'a folder of RT objects': {
      code: 'RT3002',
      says: /it holds 1 RTSTRUCT/,
      write: (path) => {
        mkdirSync(path);
        writeFileSync(join(path, 'rs.dcm'), structureSetBytes({ rois: [] }));
      },
    },
    'two series in one folder': {
      code: 'RT3003',
      says: /2 image series \(CT with 5 slices, PT with 3 slices\)/,
      write: (path) => {
        writeSeries(path, {});
        writeSeries(path, { modality: 'PT', slices: 3, seriesUid: '1.2.3.5', fileName: (k) => `pt-${k}.dcm` });
      },
    },
    'a truncated file': {
      code: 'RT3004',
      says: /"slice-21.dcm" is cut short/,
      write: (path) => {
        writeSeries(path, {});
        const file = join(path, 'slice-21.dcm');
        truncateSync(file, readFileSync(file).length - 5);
      },
    },
    'a file cut off within its header': {
      code: 'RT3004',
      says: /"slice-7.dcm" is cut short/,
      write: (path) => {
        writeSeries(path, {});
        truncateSync(join(path, 'slice-7.dcm'), 300);
      },
    },
    'a file that is not DICOM': {
      code: 'RT3004',
      says: /"slice-99.dcm" is not a DICOM file/,
      write: (path) => {
        writeSeries(path, {});
        writeFileSync(join(path, 'slice-99.dcm'), 'this is text');
      },
    },
    'slices that do not say where they lie': {
      code: 'RT3004',
      says: /where its slices lie/,
      write: series({ extra: () => ({ '00200032': undefined }) }),
    },
    'compressed pixels': {
      code: 'RT3005',
      says: /JPEG 2000 lossless \(1\.2\.840\.10008\.1\.2\.4\.90\)/,
      write: series({ transferSyntaxUid: '1.2.840.10008.1.2.4.90' }),
    },
    'a multi-frame object': {
      code: 'RT3005',
      says: /multi-frame/,
      write: series({ slices: 1, extra: () => ({ '00280008': ['IS', 40] }) }),
    },
    'a tilted planning image': {
      code: 'RT3006',
      says: /tilted by 18\.5°/,
      write: series({
        orientation: [1, 0, 0, 0, Math.cos(0.3229), -Math.sin(0.3229)],
        position: (k) => [0, 2.5 * k * Math.sin(0.3229), 2.5 * k * Math.cos(0.3229)],
      }),
    },
    'a gantry tilt that shows in the positions only': {
      code: 'RT3006',
      says: /tilted by 45\.0°/,
      write: series({ position: (k) => [0, 2.5 * k, 2.5 * k] }),
    },
    'a missing slice': {
      code: 'RT3007',
      says: /from 2\.50 mm to 5\.00 mm.*slices seem to be missing/,
      write: series({ position: (k) => [0, 0, 2.5 * (k < 3 ? k : k + 1)] }),
    },
    'irregular slices': {
      code: 'RT3007',
      says: /reconstructed differently/,
      write: series({ position: (k) => [0, 0, [0, 4.22, 5.36, 12.74, 17][k]] }),
    },
    'a localiser within the series': {
      code: 'RT3007',
      says: /differ in orientation/,
      write: series({ extra: (k) => (k === 2 ? { '00200037': ['DS', [1, 0, 0, 0, 0, -1]] } : {}) }),
    },
    'a single slice to plan on': { code: 'RT3007', says: /single slice/, write: series({ slices: 1 }) },
    'two time points': {
      code: 'RT3008',
      says: /5 of 10 slices/,
      write: series({ slices: 10, position: (k) => [0, 0, 3 * (k % 5)] }),
    },
    'slices of two sizes': {
      code: 'RT3009',
      says: /different sizes/,
      write: series({ extra: (k) => (k === 0 ? { '00280010': ['US', 2], '00280011': ['US', 6] } : {}) }),
    },
    'HU of a PET': { code: 'RT3009', says: /PT series; only a CT has HU/, write: series({ modality: 'PT' }) },
    'SUV of a CT': { code: 'RT3009', says: /SUVbw is a quantity of PET/, write: series({}), quantity: 'SUVbw' },
    'a CT without rescale': {
      code: 'RT3009',
      says: /values are not HU/,
      write: series({ extra: () => ({ '00281052': undefined, '00281053': undefined }) }),
    },
    'a colour picture': {
      code: 'RT3009',
      says: /in colour/,
      write: series({ extra: () => ({ '00280002': ['US', 3] }) }),
    },
    'a PET without weight': { code: 'RT3020', says: /patient weight is missing/, ...pet({ '00101030': undefined }) },
    'a PET with an impossible weight': {
      code: 'RT3020',
      says: /weight of 0 kg is impossible/,
      ...pet({ '00101030': ['DS', 0] }),
    },
    'a PET without injected activity': {
      code: 'RT3020',
      says: /injected activity is missing/,
      ...pet({}, { '00181074': undefined }),
    },
    'an activity written in MBq': {
      code: 'RT3020',
      says: /370 Bq is impossible; was it written in MBq/,
      ...pet({}, { '00181074': ['DS', 370] }),
    },
    'a PET without half-life': { code: 'RT3020', says: /half-life/, ...pet({}, { '00181075': undefined }) },
    'a PET without injection time': {
      code: 'RT3020',
      says: /injection time is missing/,
      ...pet({}, { '00181072': undefined }),
    },
    'an injection after the scan': {
      code: 'RT3020',
      says: /scan lies before the injection/,
      ...pet({}, { '00181072': ['TM', '113000'] }),
    },
    'an unstated decay correction': { code: 'RT3020', says: /decay-corrected/, ...pet({ '00541102': undefined }) },
    'a PET without attenuation correction': {
      code: 'RT3020',
      says: /attenuation/,
      ...pet({ '00280051': ['CS', 'DECY'] }),
    },
    'counts without the vendor factor': { code: 'RT3020', says: /7053,1000/, ...pet({ '00541001': ['CS', 'CNTS'] }) },
    'SUV by lean body mass': {
      code: 'RT3020',
      says: /LBMJAMES128/,
      ...pet({ '00541001': ['CS', 'GML'], '00541006': ['CS', 'LBMJAMES128'] }),
    },
    'unsupported units': { code: 'RT3021', says: /PROPCPS/, ...pet({ '00541001': ['CS', 'PROPCPS'] }) },
  };

  for (const [name, { code, says, write, quantity = 'HU', planning = true }] of Object.entries(cases)) {
    it(`${name}: ${code}, at the line that asked, and nothing is loaded`, async () => {
      const baseFolder = join(folder.path, name.replace(/\W+/g, '-'));
      mkdirSync(baseFolder);
      write(join(baseFolder, 'series'));
      const { volume, diagnostics } = await loadImage(imageFrom({ kind: 'dicom', path: 'series' }, quantity), {
        baseFolder,
        planning,
      });
      assert.deepEqual(
        diagnostics.filter((d) => d.severity === 'error').map((d) => d.code),
        [code],
        JSON.stringify(diagnostics),
      );
      const finding = diagnostics.find((d) => d.code === code)!;
      assert.match(finding.message, says);
      assert.deepEqual(finding.range, placeAt(7));
      assert.doesNotMatch(finding.message, /Doe|Jane|4711|1961/);
      assert.equal(volume, undefined);
    });
  }

  it('tilted and irregular at once: both are said', async () => {
    const path = writeSeries(join(folder.path, 'both'), {
      orientation: [1, 0, 0, 0, 0.9483237, -0.3173047],
      position: (k) => [0, 0, [0, 4.22, 8.44, 9.58, 16.96][k]],
    });
    const { diagnostics } = await loadImage(imageFrom({ kind: 'dicom', path }), {
      baseFolder: folder.path,
      planning: true,
    });
    assert.deepEqual(
      diagnostics.map((d) => d.code),
      ['RT3007', 'RT3006'],
    );
  });

  it("a file name made of the patient's name is not repeated", async () => {
    const path = writeSeries(join(folder.path, 'named'), { fileName: (k) => `DOE_JANE_${k}.dcm` });
    truncateSync(join(path, 'DOE_JANE_3.dcm'), 300);
    const { diagnostics } = await loadImage(imageFrom({ kind: 'dicom', path: 'named' }), {
      baseFolder: folder.path,
      planning: true,
    });
    assert.match(diagnostics[0].message, /^File 4 of 5/);
  });

  it('other objects and stray files beside one complete series are left out, with a warning', async () => {
    const path = writeSeries(join(folder.path, 'stray'), {});
    writeFileSync(join(path, 'rs.dcm'), structureSetBytes({ rois: [] }));
    writeFileSync(join(path, 'readme.txt'), 'x');
    writeFileSync(join(path, '.DS_Store'), 'x');
    const { volume, diagnostics } = await loadImage(imageFrom({ kind: 'dicom', path: 'stray' }), {
      baseFolder: folder.path,
      planning: true,
    });
    assert.ok(volume);
    assert.deepEqual(
      diagnostics.map((d) => d.code),
      ['RT3018'],
    );
    assert.match(diagnostics[0].message, /1 RTSTRUCT, 1 not DICOM/);
  });

  it('an image that is the same everywhere is a warning: virtual phantoms are', async () => {
    writeSeries(join(folder.path, 'zero'), { stored: () => 0, intercept: 0 });
    const { volume, diagnostics } = await loadImage(imageFrom({ kind: 'dicom', path: 'zero' }), {
      baseFolder: folder.path,
      planning: true,
    });
    assert.ok(volume);
    assert.deepEqual(
      diagnostics.map((d) => d.code),
      ['RT3030'],
    );
  });

  it("another frame of reference than the planning image's is refused; an unstated one is a warning", async () => {
    const load = async (frame: string | undefined) => {
      const name = `frame-${frame}`;
      writeSeries(join(folder.path, name), {
        frameOfReferenceUid: frame ?? '',
        extra: () => (frame ? {} : { '00200052': undefined }),
      });
      return loadImage(imageFrom({ kind: 'dicom', path: name }), {
        baseFolder: folder.path,
        planning: false,
        planningHeader: {
          format: 'dicom',
          grid: { size: [1, 1, 1], originMm: [0, 0, 0], spacingMm: [1, 1, 1] },
          frameOfReferenceUid: '1.2.3.9',
        },
      });
    };
    assert.deepEqual((await load('1.2.3.9')).diagnostics, []);
    const other = await load('1.2.3.10');
    assert.deepEqual([other.volume, other.diagnostics.map((d) => d.code)], [undefined, ['RT3014']]);
    const unstated = await load(undefined);
    assert.ok(unstated.volume);
    assert.deepEqual(
      unstated.diagnostics.map((d) => d.code),
      ['RT3016'],
    );
  });
});
