import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Energy-deposition kernels as computed: share of the photon's energy that is absorbed in [energy][ring][radius]. */
export interface MonoKernels {
  readonly energiesMeV: readonly number[];
  /** Borders of the rings, from 0 to 180 degrees, and of the shells, from 0 to 60 cm: one more than there are bins. */
  readonly thetaDeg: readonly number[];
  readonly radiusCm: readonly number[];
  /** By the electrons of the first interaction. */
  readonly primary: readonly (readonly (readonly number[])[])[];
  /** By all later photons. */
  readonly scatter: readonly (readonly (readonly number[])[])[];
}

export interface SpectrumBin {
  readonly fromMeV: number;
  readonly toMeV: number;
  readonly fluence: number;
}

/** Mass attenuation and mass energy absorption, cm²/g, of a material; log–log between the table's energies. */
export interface Coefficients {
  attenuation(energyMeV: number): number;
  absorption(energyMeV: number): number;
}

export function readMonoKernels(folder: string): MonoKernels {
  const rows = readCsv(folder, 'edk_water_mono.csv').map((row) => row.map(Number));
  const distinct = (column: number) => [...new Set(rows.map((row) => row[column]))].sort((a, b) => a - b);
  const energiesMeV = distinct(0);
  const rings = distinct(1);
  const shells = distinct(3);
  const empty = () => energiesMeV.map(() => rings.map(() => shells.map(() => 0)));
  const primary = empty();
  const scatter = empty();
  for (const row of rows) {
    const [e, ring, shell] = [energiesMeV.indexOf(row[0]), rings.indexOf(row[1]), shells.indexOf(row[3])];
    primary[e][ring][shell] = row[5];
    scatter[e][ring][shell] = row[7] + row[9] + row[11] + row[13];
  }
  const farthest = Math.max(...rows.map((row) => row[4]));
  return { energiesMeV, thetaDeg: [...rings, 180], radiusCm: [...shells, farthest], primary, scatter };
}

export function readSpectrum(folder: string, name: string): SpectrumBin[] {
  return readCsv(folder, `spectrum_${name}.csv`).map(([fromMeV, toMeV, fluence]) => ({
    fromMeV: Number(fromMeV),
    toMeV: Number(toMeV),
    fluence: Number(fluence),
  }));
}

export function readCoefficients(folder: string, material: string): Coefficients {
  const rows = readCsv(folder, 'materials_mu_xcom.csv').filter((row) => row[0] === material);
  if (rows.length === 0) throw new Error(`no material ${material} in materials_mu_xcom.csv`);
  const curve = (column: number) => {
    const known = rows.filter((row) => row[column]?.trim());
    if (known.length === 0) throw new Error(`${material} has no column ${column} in materials_mu_xcom.csv`);
    return logLog(
      known.map((row) => Number(row[1])),
      known.map((row) => Number(row[column])),
    );
  };
  return { attenuation: curve(7), absorption: curve(10) };
}

/** The rows after the header; lines that start with # are comments. */
function readCsv(folder: string, name: string): string[][] {
  return readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line.trim() && !line.startsWith('#'))
    .slice(1)
    .map((line) => line.split(','));
}

function logLog(x: readonly number[], y: readonly number[]): (at: number) => number {
  return (at) => {
    let i = 0;
    while (i < x.length - 2 && at > x[i + 1]) i++;
    const share = Math.log(at / x[i]) / Math.log(x[i + 1] / x[i]);
    return Math.exp(Math.log(y[i]) * (1 - share) + Math.log(y[i + 1]) * share);
  };
}
