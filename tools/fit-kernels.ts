/**
 * Makes the photon engine's data from a folder of Monte Carlo kernels, spectra and attenuation coefficients:
 *
 *     npx tsx tools/fit-kernels.ts <folder> [output folder]
 *
 * Writes `{kernel,spectrum}-{6,10,15}mv.json`, `attenuation.json` and `energy-shares.json`, into `src/physics/data/` unless told otherwise, and
 * prints how well the fit meets the kernels.
 *
 * In every 3.75° ring the energy that starts there is carried by two exponentials of the radiological distance, one for the first interaction's
 * electrons and one for all scatter (Ahnesjö, Med Phys 16 (1989) 577). How much of the released energy each of the two gets is not part of the
 * fit: it follows from the local spectrum (`energy-shares.json`), so that the dose follows the beam's hardening by itself.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The kernels' shapes are mixed with the spectrum behind this much water, a middle depth of treatment. */
const hardeningDepthCm = 8;
/** The scatter's exponential is fitted up to here, with equal weight on equal ratios of the distance. */
const scatterReachCm = 30;

const folder = process.argv[2];
if (!folder) {
  console.error('usage: npx tsx tools/fit-kernels.ts <folder with edk_water_mono.csv, spectrum_mohan6.csv, …>');
  process.exit(2);
}
const dataFolder = process.argv[3] ?? fileURLToPath(new URL('../src/physics/data/', import.meta.url));
const madeBy = 'npx tsx tools/fit-kernels.ts <folder>';
const egsnrc = 'EGSnrc v2025a (edknrc), monoenergetic energy-deposition kernels in water, 10 keV electron cut-off';

const coefficients = readCoefficients();
const kernels = readMonoKernels();

write('attenuation.json', {
  quantity:
    'attenuation: mass attenuation coefficient with coherent scattering; absorption: mass energy-absorption coefficient; cm²/g, by material; log–log between energies (MeV)',
  source:
    'Water and tissues: XCOM elemental cross sections (Berger et al., NISTIR 87-3597) as shipped with EGSnrc v2025a, mixed by mass fraction; lung and bone are the ICRU-37/ICRP media LUNG and ICRPBONE, adipose and muscle ICRU 44. Absorption: EGSnrc v2025a, user code g, 10 keV photon cut-off.',
  madeBy,
  ...coefficients,
});
write('energy-shares.json', {
  quantity:
    "share of the energy that a photon releases in water which its first interaction's electrons deposit (primary) and which everything after deposits within 60 cm (scatter), by photon energy (MeV)",
  source: egsnrc,
  madeBy,
  energiesMeV: kernels.energies,
  primary: kernels.primary.map((rings) => round(total(rings.map(total)))),
  scatter: kernels.scatter.map((rings) => round(total(rings.map(total)))),
});
for (const megavolts of [6, 10, 15]) {
  const spectrum = readSpectrum(megavolts);
  write(`spectrum-${megavolts}mv.json`, {
    quantity: 'photon fluence by energy bin (MeV), uniform inside a bin, normalised to 1',
    source: `Mohan, Chui, Lidofsky, Med Phys 12 (1985) 592, ${megavolts} MV, as shipped with EGSnrc; flattened beam, taken as uniform over the field`,
    madeBy,
    bins: spectrum,
  });
  write(`kernel-${megavolts}mv.json`, {
    quantity:
      'energy-deposition kernel in water, by angle to the photon: energy per steradian that starts there, as a share of what the component deposits within 60 cm, and the coefficient of its exponential, cm²/g',
    source: `${egsnrc}, mixed with TERMA weights of the Mohan ${megavolts} MV spectrum behind ${hardeningDepthCm} cm of water; form: Ahnesjö, Med Phys 16 (1989) 577`,
    madeBy,
    thetaStepDeg: 180 / ringCount(),
    ...fitKernel(spectrum, `${megavolts} MV`),
  });
}

// --- The fit ----------------------------------------------------------------------------------------------------------------------------------

interface Component {
  readonly energyPerSr: number[];
  readonly attenuationCm2PerG: number[];
}

function fitKernel(spectrum: readonly Bin[], name: string) {
  const mixed = mixKernels(spectrum);
  const primary: Component = { energyPerSr: [], attenuationCm2PerG: [] };
  const scatter: Component = { energyPerSr: [], attenuationCm2PerG: [] };
  const squares = { primary: 0, scatter: 0 };
  const byRing = { primary: [] as number[], scatter: [] as number[] };
  console.log(`${name}:`);
  for (let ring = 0; ring < ringCount(); ring++) {
    const solidAngleSr = ringSolidAngle(ring);
    const p = mixed.primary[ring];
    const s = mixed.scatter[ring];
    // The electrons' exponential keeps the kernel's energy and mean radius: that is what places the dose behind the energy release.
    const a = { amplitude: total(p), attenuation: 1 / meanRadius(p) };
    const b = fitScatter(s);
    primary.energyPerSr.push(round(a.amplitude / solidAngleSr));
    primary.attenuationCm2PerG.push(round(a.attenuation));
    scatter.energyPerSr.push(round(b.amplitude / solidAngleSr));
    scatter.attenuationCm2PerG.push(round(b.attenuation));
    const errors = { primary: rmsCumulativeError(p, a), scatter: rmsCumulativeError(s, b) };
    byRing.primary.push(round(errors.primary));
    byRing.scatter.push(round(errors.scatter));
    squares.primary += errors.primary ** 2;
    squares.scatter += errors.scatter ** 2;
    if (ring % 6 === 0)
      console.log(
        `  ${((ring * 180) / ringCount()).toFixed(1).padStart(5)}°  primary ${total(p).toFixed(5)}, ${a.attenuation.toFixed(3)} cm²/g, residual ${(rmsCumulativeError(p, a) / total(p)).toFixed(3)}` +
          ` · scatter ${total(s).toFixed(5)}, ${b.attenuation.toFixed(4)} cm²/g, residual ${(rmsCumulativeError(s, b) / total(s)).toFixed(3)}`,
      );
  }
  const residuals = {
    /** Root of the squares, summed over rings, of the r.m.s. error of the energy within radius r, as a share of the component's energy. */
    primaryRms: round(Math.sqrt(squares.primary)),
    scatterRms: round(Math.sqrt(squares.scatter)),
    /** The r.m.s. error of each ring, in the same unit. */
    byRing,
  };
  console.log('  all rings:', { primaryRms: residuals.primaryRms, scatterRms: residuals.scatterRms });
  return { primary, scatter, residuals };
}

interface Exponential {
  readonly amplitude: number;
  readonly attenuation: number;
}

/** The exponential whose energy within radius r is nearest to the kernel's. Its amplitude is free: beyond the fit's reach energy may be missing or left over. */
function fitScatter(ring: readonly number[]): Exponential {
  let best: Exponential = { amplitude: 0, attenuation: 1 };
  let least = Infinity;
  for (let attenuation = 0.005; attenuation < 2; attenuation *= 1.002) {
    let above = 0;
    let below = 0;
    forEachRadius(ring, scatterReachCm, (radius, within, weight) => {
      const shape = 1 - Math.exp(-attenuation * radius);
      above += weight * shape * within;
      below += weight * shape * shape;
    });
    const amplitude = above / below;
    let error = 0;
    forEachRadius(ring, scatterReachCm, (radius, within, weight) => {
      error += weight * (within - amplitude * (1 - Math.exp(-attenuation * radius))) ** 2;
    });
    if (error < least) {
      least = error;
      best = { amplitude, attenuation };
    }
  }
  return best;
}

/** R.m.s. difference, over the logarithm of r up to the scatter's reach, between the ring's energy within r and the exponential's. */
function rmsCumulativeError(ring: readonly number[], { amplitude, attenuation }: Exponential): number {
  let sum = 0;
  let weights = 0;
  forEachRadius(ring, scatterReachCm, (radius, within, weight) => {
    sum += weight * (within - amplitude * (1 - Math.exp(-attenuation * radius))) ** 2;
    weights += weight;
  });
  return Math.sqrt(sum / weights);
}

/** Visits the outer radii of the bins, with the energy within them and the width of the bin in ln r. */
function forEachRadius(
  ring: readonly number[],
  reachCm: number,
  visit: (radiusCm: number, within: number, weight: number) => void,
): void {
  let within = 0;
  for (let i = 0; i < kernels.radii.length; i++) {
    const [from, to] = kernels.radii[i];
    within += ring[i];
    if (to > reachCm) return;
    visit(to, within, Math.log(to / (from || to / 2)));
  }
}

function meanRadius(ring: readonly number[]): number {
  return kernels.radii.reduce((sum, [from, to], i) => sum + ((from + to) / 2) * ring[i], 0) / total(ring);
}

/** Monoenergetic kernels, linear in ln E between energies, weighted by TERMA behind the hardening depth; each component sums to 1. */
function mixKernels(spectrum: readonly Bin[]) {
  const { energies } = kernels;
  const weights = energies.map(() => 0);
  for (const bin of spectrum) {
    const parts = 20;
    for (let part = 0; part < parts; part++) {
      const energy = bin.fromMeV + ((part + 0.5) / parts) * (bin.toMeV - bin.fromMeV);
      const mu = muWater(energy);
      const terma = (bin.fluence / parts) * energy * mu * Math.exp(-mu * hardeningDepthCm);
      const above = energies.findIndex((e) => e >= energy);
      if (above < 0) throw new Error(`The spectrum goes to ${energy} MeV, the kernels to ${energies.at(-1)} MeV`);
      if (above === 0) weights[0] += terma;
      else {
        const share = Math.log(energy / energies[above - 1]) / Math.log(energies[above] / energies[above - 1]);
        weights[above - 1] += terma * (1 - share);
        weights[above] += terma * share;
      }
    }
  }
  const mix = (component: 'primary' | 'scatter') => {
    const rings = Array.from({ length: ringCount() }, (_, ring) =>
      kernels.radii.map((_radius, i) =>
        energies.reduce((value, _e, e) => value + weights[e] * kernels[component][e][ring][i], 0),
      ),
    );
    const all = total(rings.map(total));
    return rings.map((ring) => ring.map((value) => value / all));
  };
  return { primary: mix('primary'), scatter: mix('scatter') };
}

function muWater(energyMeV: number): number {
  const { energiesMeV, attenuation } = coefficients;
  const i = Math.max(0, energiesMeV.findIndex((e) => e > energyMeV) - 1);
  const share = Math.log(energyMeV / energiesMeV[i]) / Math.log(energiesMeV[i + 1] / energiesMeV[i]);
  return Math.exp(Math.log(attenuation.water[i]) * (1 - share) + Math.log(attenuation.water[i + 1]) * share);
}

// --- Reading ------------------------------------------------------------------------------------------------------------------------------------

interface Bin {
  readonly fromMeV: number;
  readonly toMeV: number;
  readonly fluence: number;
}

function readMonoKernels() {
  const rows = readCsv('edk_water_mono.csv').map((row) => row.map(Number));
  const energies = [...new Set(rows.map((row) => row[0]))].sort((a, b) => a - b);
  const rings = [...new Set(rows.map((row) => row[1]))].sort((a, b) => a - b);
  const radii: [number, number][] = rows
    .filter((row) => row[0] === energies[0] && row[1] === rings[0])
    .map((row) => [row[3], row[4]]);
  const empty = () => energies.map(() => rings.map(() => radii.map(() => 0)));
  const primary = empty();
  const scatter = empty();
  for (const row of rows) {
    const e = energies.indexOf(row[0]);
    const ring = rings.indexOf(row[1]);
    const i = radii.findIndex(([from]) => from === row[3]);
    primary[e][ring][i] = row[5];
    scatter[e][ring][i] = row[7] + row[9] + row[11] + row[13];
  }
  return { energies, rings, radii, primary, scatter };
}

function readSpectrum(megavolts: number): Bin[] {
  return readCsv(`spectrum_mohan${megavolts}.csv`).map(([fromMeV, toMeV, fluence]) => ({
    fromMeV: Number(fromMeV),
    toMeV: Number(toMeV),
    fluence: Number(fluence),
  }));
}

function readCoefficients() {
  const names = {
    lung: 'lung_LUNG521ICRU',
    adipose: 'adipose_ICRU44',
    water: 'water',
    muscle: 'skeletal_muscle_ICRU44',
    bone: 'bone_ICRPBONE521ICRU',
  };
  const rows = readCsv('materials_mu_xcom.csv');
  const column = (name: string, index: number) =>
    rows.filter((row) => row[0] === name && row[index] !== '').map((row) => Number(row[index]));
  return {
    energiesMeV: column(names.water, 1),
    attenuation: {
      lung: column(names.lung, 7),
      adipose: column(names.adipose, 7),
      water: column(names.water, 7),
      muscle: column(names.muscle, 7),
      bone: column(names.bone, 7),
    },
    absorption: {
      energiesMeV: rows.filter((row) => row[0] === names.water && row[10] !== '').map((row) => Number(row[1])),
      lung: column(names.lung, 10),
      water: column(names.water, 10),
      bone: column(names.bone, 10),
    },
  };
}

/** The rows after the header; lines that start with # are comments. */
function readCsv(name: string): string[][] {
  return readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line.trim() && !line.startsWith('#'))
    .slice(1)
    .map((line) => line.trim().split(','));
}

// --- Small things ---------------------------------------------------------------------------------------------------------------------------------

function ringCount(): number {
  return kernels.rings.length;
}

function ringSolidAngle(ring: number): number {
  return 2 * Math.PI * (Math.cos((Math.PI * ring) / ringCount()) - Math.cos((Math.PI * (ring + 1)) / ringCount()));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}

function write(name: string, content: object): void {
  writeFileSync(join(dataFolder, name), JSON.stringify(content) + '\n');
}
