import assert from 'node:assert/strict';
import { largestHalfFieldMm, reportMachine, type MachineReport } from '../../src/physics/machine-report.ts';
import { machines } from '../../src/physics/machine.ts';
import { pooledDose } from '../support/pooled-dose.ts';
import published from './published-linacs.json' with { type: 'json' };

describe('the generic machines beside published ones', function () {
  this.timeout(600_000);
  const doseOf = pooledDose();

  for (const { name, figures } of published.machines) {
    it(`${name}: quality, depth doses and output as published; calibrated; output grows with the field`, async () => {
      const machine = machines.get(name)!;
      const report = await reportMachine(machine, doseOf);
      for (const { what, fieldMm, value, tolerance, source } of figures as Figure[]) {
        const found = figureOf(report, what, fieldMm);
        assert.ok(Math.abs(found - value) <= tolerance, `${what} ${fieldMm ?? ''}: ${found}, not ${value} ± ${tolerance} (${source})`); // prettier-ignore
      }
      const { calibration, outputFactors } = report;
      assert.ok(Math.abs(calibration!.gyPerMu / calibration!.wantedGyPerMu - 1) < 0.002, `${calibration!.gyPerMu}`);
      outputFactors.forEach(({ factor }, i) => assert.ok(i === 0 || factor > outputFactors[i - 1].factor));
      assert.equal(outputFactors[outputFactors.length - 1].fieldMm, 2 * largestHalfFieldMm(machine));
      // The surface dose grows with the field, as contaminating electrons make it.
      const shallow = report.depthDoses.map(({ at1mmPercent }) => at1mmPercent);
      assert.ok(
        shallow[0] < shallow[1] && shallow[1] < shallow[2] && shallow[1] > 15 && shallow[1] < 45,
        `${shallow.join()}`,
      );
      // A 10 × 10 cm field is that wide at its distance, and sharper near the surface than deep.
      for (const { fieldMm, depthMm, widthMm } of report.profiles) {
        if (fieldMm === 100) assert.ok(Math.abs(widthMm! / (fieldMm * (1 + depthMm / 1000)) - 1) < 0.02, `${widthMm} mm at ${depthMm} mm`); // prettier-ignore
      }
    });
  }
});

interface Figure {
  what: string;
  fieldMm?: number;
  value: number;
  tolerance: number;
  source: string;
}

function figureOf(report: MachineReport, what: string, fieldMm: number | undefined): number {
  if (what === 'tpr2010') return report.tpr2010;
  if (what === 'outputFactor') return report.outputFactors.find((factor) => factor.fieldMm === fieldMm)!.factor;
  const depthDose = report.depthDoses.find((curve) => curve.fieldMm === fieldMm)!;
  return depthDose[what as 'at10cmPercent' | 'depthOfMaximumMm'];
}
