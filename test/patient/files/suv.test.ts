import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type PetHeader, suvFactors } from '../../../src/patient/files/suv.ts';
import { sharedData } from '../../support/shared-data.ts';

const f18 = 6586.2;

const pet: PetHeader = {
  units: 'BQML',
  decayCorrection: 'START',
  correctedImage: ['DECY', 'ATTN'],
  weightKg: 75,
  injectedBq: 370e6,
  halfLifeS: f18,
  injectionDateTime: '20240305100000',
  injectionTime: '100000',
  seriesDate: '20240305',
  seriesTime: '110000',
  slices: [{ acquisitionDate: '20240305', acquisitionTime: '110000' }],
};

function factorsOf(header: PetHeader) {
  const outcome = suvFactors(header);
  assert.equal(outcome.kind, 'factors', JSON.stringify(outcome));
  return outcome as typeof outcome & { kind: 'factors' };
}

function near(actual: number, expected: number, relative = 1e-9) {
  assert.ok(Math.abs(actual / expected - 1) < relative, `${actual} is not ${expected}`);
}

describe('SUVbw', () => {
  it('of 20 kBq/ml, 370 MBq into 75 kg an hour before the scan is 5.92150', () => {
    near(20000 * factorsOf(pet).factors[0], 5.92150032252, 1e-11);
  });

  it('of 9.85 kBq/ml, 185 MBq into 60 kg 90 minutes before the scan is 5.63935', () => {
    const header = { ...pet, weightKg: 60, injectedBq: 185e6, injectionDateTime: '20240305093000' };
    near(9850 * factorsOf(header).factors[0], 5.63935047357, 1e-11);
  });

  it('is one where the whole dose is spread evenly over the body, whatever the numbers', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 3, max: 200, noNaN: true }),
        fc.double({ min: 1e6, max: 1e9, noNaN: true }),
        fc.integer({ min: 0, max: 14400 }),
        (weightKg, injectedBq, uptakeS) => {
          const time = 8 * 3600 + uptakeS;
          const clock = [Math.floor(time / 3600), Math.floor(time / 60) % 60, time % 60]
            .map((n) => String(n).padStart(2, '0'))
            .join('');
          const even = (injectedBq * 2 ** (-uptakeS / f18)) / (1000 * weightKg);
          const header = {
            ...pet,
            weightKg,
            injectedBq,
            injectionDateTime: '20240305080000',
            seriesTime: clock,
            slices: [{ acquisitionTime: clock }],
          };
          near(even * factorsOf(header).factors[0], 1);
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  it('needs no decay where the image is corrected to the injection (ADMIN)', () => {
    near(factorsOf({ ...pet, decayCorrection: 'ADMIN' }).factors[0], 75000 / 370e6);
  });

  it("decays to every slice's own frame, and over it, where the image is not corrected (NONE)", () => {
    const slices = ['110000', '113000'].map((acquisitionTime) => ({ acquisitionTime, frameDurationMs: 180000 }));
    const { factors } = factorsOf({ ...pet, decayCorrection: 'NONE', slices });
    const lambda = Math.LN2 / f18;
    const meanActivity = (fromS: number) =>
      (370e6 * (Math.exp(-lambda * fromS) - Math.exp(-lambda * (fromS + 180)))) / (lambda * 180);
    near(factors[0], 75000 / meanActivity(3600));
    near(factors[1], 75000 / meanActivity(5400));
  });

  it('takes stored SUV over as it stands (GML)', () => {
    assert.deepEqual([...factorsOf({ ...pet, units: 'GML', weightKg: undefined }).factors], [1]);
  });

  it("uses Philips' factor on counts, or their activity factor with the headers", () => {
    near(factorsOf({ ...pet, units: 'CNTS', philipsSuvFactor: 0.000551 }).factors[0], 0.000551);
    near(factorsOf({ ...pet, units: 'CNTS', philipsActivityFactor: 1.6 }).factors[0], 1.6 * factorsOf(pet).factors[0]);
  });

  it('uses the times of day where dates were shifted, and says so', () => {
    for (const date of ['20231224', '20240306']) {
      const { factors, timesOfDay, uptakeS } = factorsOf({ ...pet, injectionDateTime: `${date}100000` });
      assert.deepEqual([factors[0], timesOfDay, uptakeS], [factorsOf(pet).factors[0], true, 3600]);
    }
    assert.equal(factorsOf(pet).timesOfDay, false);
  });

  it('counts days for a long-lived nuclide', () => {
    const header = { ...pet, halfLifeS: 78.41 * 3600, injectionDateTime: '20240301100000' };
    const { uptakeS, timesOfDay } = factorsOf(header);
    assert.deepEqual([uptakeS, timesOfDay], [4 * 86400 + 3600, false]);
  });

  it('does not believe a series time after the first acquisition', () => {
    const later = {
      ...pet,
      seriesTime: '150000',
      slices: [
        { acquisitionDate: '20240305', acquisitionTime: '110500' },
        { acquisitionDate: '20240305', acquisitionTime: '110000' },
      ],
    };
    near(factorsOf(later).factors[0], factorsOf(pet).factors[0]);
    near(factorsOf({ ...later, geScanDateTime: '20240305110000.00' }).factors[0], factorsOf(pet).factors[0]);
  });

  describe('from the headers of vendors', () => {
    let folder: string;
    before(function () {
      folder = sharedData('data/dicom/suv-metadata', this);
    });

    // Seconds from injection to the time the image is decay-corrected to, worked out by hand from the headers.
    const uptakeS: Record<string, number> = {
      'GE_MEDICAL_AND_BQML-instances.json': 71 * 60 + 21,
      'PHILIPS_BQML-instances.json': 60 * 60 + 57,
      'SIEMENS-instances.json': 137 * 60 + 44,
      'RADIOPHARM_DATETIME_UNDEFINED-instances.json': 64 * 60 + 31.843,
      // The series was written 46 minutes after the first bed position; that position's start counts.
      'CPS_AND_BQML_AC_DT_-_S_DT-instances.json': 63 * 60 + 11.234,
      'BQML_AC_DT_lessThan_S_DT_SIEMENS-instances.json': 54 * 60 + 15,
    };

    it('BQML', () => {
      for (const [file, seconds] of Object.entries(uptakeS)) {
        const [first] = instances(file);
        const expected =
          (1000 * first.PatientWeight) / (first.RadionuclideTotalDose * 2 ** (-seconds / first.RadionuclideHalfLife));
        near(factorsOf(headerOf(instances(file))).factors[0], expected, 2e-6);
      }
    });

    it("agrees with Philips' own factors within their digits", () => {
      for (const file of readdirSync(folder)) {
        const all = instances(file);
        const factors = all[0].PhilipsPETPrivateGroup;
        const { SUVScaleFactor: suv, ActivityConcentrationScaleFactor: activity } = factors;
        if (suv === undefined || activity === undefined) continue;
        near(factorsOf({ ...headerOf(all), units: 'BQML' }).factors[0], Number(suv) / Number(activity), 2e-3);
      }
    });

    it('CNTS', () => {
      near(factorsOf(headerOf(instances('PHILIPS_CNTS_AND_SUV-instances.json'))).factors[0], 0.000728);
      near(factorsOf(headerOf(instances('PHILIPS_CNTS_AND_BQML_SUV-instances.json'))).factors[0], 0.000551);
    });

    function instances(file: string): Instance[] {
      return JSON.parse(readFileSync(join(folder, file), 'utf8')) as Instance[];
    }
  });
});

interface Instance {
  SeriesDate: string;
  SeriesTime: string;
  PatientWeight: number;
  AcquisitionDate: string;
  AcquisitionTime: string;
  FrameReferenceTime: number;
  ActualFrameDuration: number;
  DecayCorrection: string;
  Units: string;
  RadionuclideTotalDose: number;
  RadionuclideHalfLife: number;
  RadiopharmaceuticalStartTime: string;
  RadiopharmaceuticalStartDateTime?: string;
  CorrectedImage: string[];
  PhilipsPETPrivateGroup: { SUVScaleFactor?: string; ActivityConcentrationScaleFactor?: string };
}

function headerOf(instances: readonly Instance[]): PetHeader {
  const [first] = instances;
  const { SUVScaleFactor: suv, ActivityConcentrationScaleFactor: activity } = first.PhilipsPETPrivateGroup;
  return {
    units: first.Units,
    decayCorrection: first.DecayCorrection,
    correctedImage: first.CorrectedImage,
    weightKg: first.PatientWeight,
    injectedBq: first.RadionuclideTotalDose,
    halfLifeS: first.RadionuclideHalfLife,
    injectionDateTime: first.RadiopharmaceuticalStartDateTime,
    injectionTime: first.RadiopharmaceuticalStartTime,
    seriesDate: first.SeriesDate,
    seriesTime: first.SeriesTime,
    philipsSuvFactor: suv === undefined ? undefined : Number(suv),
    philipsActivityFactor: activity === undefined ? undefined : Number(activity),
    slices: instances.map((i) => ({
      acquisitionDate: i.AcquisitionDate,
      acquisitionTime: i.AcquisitionTime,
      frameReferenceTimeMs: i.FrameReferenceTime,
      frameDurationMs: i.ActualFrameDuration,
    })),
  };
}
