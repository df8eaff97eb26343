import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { calibratedBy } from '../physics/calibration.ts';
import { fitMachine } from '../physics/machine-fit.ts';
import { meanEnergyMeV, spectrumOf } from '../physics/spectrum.ts';
import type { DoseOf } from '../physics/water-scan.ts';
import { exitCode, exitCodeOf, UsageError } from './exit-codes.ts';
import { curveInWords, readMeasurements } from './measurements.ts';
import { diagnosticLines } from './print-diagnostics.ts';
import { readMachineArgument } from './read-machine.ts';
import { readText } from '../engine/read-plan.ts';

/** `dosewright machine fit DATA --machine FILE|std.NAME --out FILE [--name NAME]`: a machine fitted to measured depth doses and profiles. */
export async function machineFit(args: string[], doseOf: DoseOf): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { machine: { type: 'string' }, out: { type: 'string' }, name: { type: 'string' } },
  });
  if (positionals.length !== 1) throw new UsageError('machine fit expects one file of measured curves');
  if (values.machine === undefined)
    throw new UsageError('machine fit needs --machine: a file, or a name as std.linac6MV, to start from');
  if (values.out === undefined) throw new UsageError('machine fit needs --out: the machine file to write');
  const [dataFile] = positionals;
  const text = readText(path.resolve(dataFile));
  const data = 'refused' in text ? text : readMeasurements(text.text);
  if ('refused' in data) {
    process.stderr.write(`${dataFile}: ${data.refused}\n`);
    return exitCode.unreadable;
  }
  const read = await readMachineArgument(values.machine);
  if ('diagnostics' in read) {
    process.stdout.write(diagnosticLines(read.diagnostics));
    return Math.max(exitCode.failed, exitCodeOf(read.diagnostics));
  }
  const start = read.machine;
  const name = values.name ?? (start.name.startsWith('std.') ? `fitted-${start.name.slice(4)}` : start.name);
  if (!/^[^\s"\\]+$/.test(name) || name.startsWith('std.')) throw new UsageError('--name is one word that does not begin with "std."'); // prettier-ignore
  const report = (what: string): void => void process.stderr.write(`${what}\n`);
  const fit = await fitMachine(start, data.curves, path.basename(dataFile), doseOf, report);
  const { reference } = start.calibration;
  const fitted = reference ? (await calibratedBy(fit.machine, reference, doseOf)).machine : fit.machine;
  const machine = {
    ...fitted,
    name,
    calibration: { ...fitted.calibration, madeBy: `dosewright machine fit, on ${path.basename(dataFile)}` },
  };
  fs.mkdirSync(path.dirname(path.resolve(values.out)), { recursive: true });
  fs.writeFileSync(values.out, `${JSON.stringify(machine, null, 2)}\n`);

  const spot = ({ focalSpot }: typeof start) =>
    `σ ${focalSpot.sigmaXMm.value} mm along x, ${focalSpot.sigmaYMm.value} mm along y`;
  const electrons = (of: typeof start) => of.electrons ? `${of.electrons.surfaceGyCm2.value.toPrecision(4)} Gy·cm² at the surface, range ${of.electrons.depthMm.value} mm` : 'none'; // prettier-ignore
  process.stdout.write(
    [
      `mean energy   ${meanEnergyMeV(spectrumOf(start)).toFixed(3)} → ${meanEnergyMeV(spectrumOf(machine)).toFixed(3)} MeV (energies × ${fit.energyFactor.toFixed(4)})`,
      `focal spot    ${spot(start)} → ${spot(machine)}`,
      `electrons     ${electrons(start)} → ${electrons(machine)}`,
      `output        ${start.fluencePerMu} → ${machine.fluencePerMu} photons/cm² per MU${reference ? '' : ' (no calibration stated)'}`,
      '',
      'residuals, % of the maximum of each curve: root mean square, largest; before → after',
      ...fit.after.map((after, n) => `  ${numbers(fit.before[n])} → ${numbers(after)}  ${curveInWords(after.curve)}`),
      '',
      `Written: ${values.out}`,
      '',
    ].join('\n'),
  );
  return exitCode.fine;
}

function numbers({ rmsPercent, largestPercent }: { rmsPercent: number; largestPercent: number }): string {
  return `${rmsPercent.toFixed(2).padStart(5)} ${largestPercent.toFixed(2).padStart(6)}`;
}
