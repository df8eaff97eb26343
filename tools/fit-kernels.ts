/**
 * Makes the photon engine's data from a folder of Monte Carlo kernels, spectra and attenuation coefficients:
 *
 *     npx tsx tools/fit-kernels.ts <folder> [output folder]
 *
 * Writes `{kernel-6mv,spectrum-6mv,attenuation}.json`, into `src/physics/data/` unless told otherwise, and prints how well the fit meets the kernels.
 *
 * The kernel is fitted for two energy groups of the spectrum, so that the dose follows the beam's hardening by itself: each group's TERMA is
 * traced apart. In every 3.75° ring and for each group the energy that starts there is carried by two exponentials of the radiological
 * distance, one for the first interaction's electrons and one for all scatter (Ahnesjö, Med Phys 16 (1989) 577).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Photons below and above this energy are two groups: near it the TERMA of the 6 MV spectrum falls into two like halves in water. */
const splitMeV = 1.75;
/** Each group's kernel is mixed with the spectrum behind this much water, a middle depth of treatment. */
const hardeningDepthCm = 8;

const folder = process.argv[2];
if (!folder) {
  console.error('usage: npx tsx tools/fit-kernels.ts <folder with edk_water_mono.csv, spectrum_mohan6.csv, …>');
  process.exit(2);
}
const dataFolder = process.argv[3] ?? fileURLToPath(new URL('../src/physics/data/', import.meta.url));

const attenuation = readAttenuation();
const spectrum = readSpectrum();
const kernels = readMonoKernels();
const groups = [
  fitGroup({ fromMeV: 0, toMeV: splitMeV }),
  fitGroup({ fromMeV: splitMeV, toMeV: spectrum.at(-1)!.toMeV }),
];

write('attenuation.json', {
  quantity: 'mass attenuation coefficient with coherent scattering, cm²/g, by material; log–log between energies (MeV)',
  source:
    'Water and tissues: XCOM elemental cross sections (Berger et al., NISTIR 87-3597) as shipped with EGSnrc v2025a, mixed by mass fraction; lung and bone are the ICRU-37/ICRP media LUNG and ICRPBONE, adipose and muscle ICRU 44.',
  madeBy: 'npx tsx tools/fit-kernels.ts <folder>',
  ...attenuation,
});
write('spectrum-6mv.json', {
  quantity: 'photon fluence by energy bin (MeV), uniform inside a bin, normalised to 1',
  source:
    'Mohan, Chui, Lidofsky, Med Phys 12 (1985) 592, 6 MV, as shipped with EGSnrc; flattened beam, taken as uniform over the field',
  madeBy: 'npx tsx tools/fit-kernels.ts <folder>',
  bins: spectrum,
});
write('kernel-6mv.json', {
  quantity:
    'energy-deposition kernel in water, by energy group and by angle to the photon: share of the released energy per steradian that starts there, and the coefficient of its exponential, cm²/g',
  source:
    'EGSnrc v2025a (edknrc), monoenergetic kernels in water mixed with TERMA weights of the Mohan 6 MV spectrum behind 8 cm of water; form: Ahnesjö, Med Phys 16 (1989) 577',
  madeBy: 'npx tsx tools/fit-kernels.ts <folder>',
  thetaStepDeg: 180 / ringCount(),
  groups,
});

// --- The fit ----------------------------------------------------------------------------------------------------------------------------------

/** One exponential in each ring and for each component; energy inside the kernel's 60 cm sphere is kept exactly. */
function fitGroup(range: { fromMeV: number; toMeV: number }) {
  const mixed = mixKernels(range);
  const rings = ringCount();
  const primary = { energyPerSr: [] as number[], attenuationCm2PerG: [] as number[] };
  const scatter = { energyPerSr: [] as number[], attenuationCm2PerG: [] as number[] };
  let squares = 0;
  let worst = 0;
  let inPrimary = 0;
  let inScatter = 0;
  for (let ring = 0; ring < rings; ring++) {
    const solidAngleSr = ringSolidAngle(ring, rings);
    const p = mixed.primary[ring];
    const s = mixed.scatter[ring];
    const a = 1 / meanRadius(p);
    const b = fitScatter(s);
    primary.energyPerSr.push(round(total(p) / (1 - Math.exp(-a * outerRadius())) / solidAngleSr));
    primary.attenuationCm2PerG.push(round(a));
    scatter.energyPerSr.push(round(total(s) / (1 - Math.exp(-b * outerRadius())) / solidAngleSr));
    scatter.attenuationCm2PerG.push(round(b));
    inPrimary += total(p);
    inScatter += total(s);
    const residual = Math.sqrt(cumulativeError(p, a) ** 2 + cumulativeError(s, b) ** 2);
    squares += residual * residual;
    worst = Math.max(worst, residual);
  }
  const residuals = {
    primaryEnergyShare: round(inPrimary),
    scatterEnergyShare: round(inScatter),
    /** Root of the summed squares over rings of the r.m.s. error of the energy within radius r, as a share of all energy released. */
    rmsOfCumulativeEnergy: round(Math.sqrt(squares)),
    worstRing: round(worst),
  };
  console.log(`group ${range.fromMeV}–${range.toMeV} MeV:`, residuals);
  for (let ring = 0; ring < rings; ring += 6) {
    console.log(
      `  ${((ring * 180) / rings).toFixed(2).padStart(6)}°  primary ${(primary.energyPerSr[ring] * ringSolidAngle(ring, rings)).toFixed(5)} of energy, ${primary.attenuationCm2PerG[ring].toFixed(3)} cm²/g, residual ${(cumulativeError(mixed.primary[ring], primary.attenuationCm2PerG[ring]) / total(mixed.primary[ring])).toFixed(3)}` +
        ` · scatter ${(scatter.energyPerSr[ring] * ringSolidAngle(ring, rings)).toFixed(5)}, ${scatter.attenuationCm2PerG[ring].toFixed(4)} cm²/g, residual ${(cumulativeError(mixed.scatter[ring], scatter.attenuationCm2PerG[ring]) / total(mixed.scatter[ring])).toFixed(3)}`,
    );
  }
  return { ...range, primary, scatter, residuals };
}

/**
 * The exponential whose energy within radius r is nearest to the kernel's, over the first 30 cm. The electrons' exponential is not fitted
 * like this: it takes the kernel's own mean radius, which is what places the dose behind the energy release.
 */
function fitScatter(ring: readonly number[]): number {
  let best = 0;
  let least = Infinity;
  for (let b = 0.01; b < 2; b *= 1.002) {
    const error = cumulativeError(ring, b);
    if (error < least) {
      least = error;
      best = b;
    }
  }
  return best;
}

/** R.m.s. difference (over r, 0 to 30 cm) between the ring's energy within r and the exponential's. */
function cumulativeError(ring: readonly number[], attenuation: number): number {
  const energy = total(ring);
  const full = 1 - Math.exp(-attenuation * outerRadius());
  let within = 0;
  let sum = 0;
  let width = 0;
  kernels.radii.forEach(([lo, hi], i) => {
    within += ring[i];
    if (hi > 30) return;
    const difference = within - (energy * (1 - Math.exp(-attenuation * hi))) / full;
    sum += difference * difference * (hi - lo);
    width += hi - lo;
  });
  return Math.sqrt(sum / width);
}

function meanRadius(ring: readonly number[]): number {
  return kernels.radii.reduce((sum, [lo, hi], i) => sum + ((lo + hi) / 2) * ring[i], 0) / total(ring);
}

/** The group's kernel: monoenergetic kernels, linear in ln E between energies, weighted by TERMA behind the hardening depth. */
function mixKernels(range: { fromMeV: number; toMeV: number }) {
  const energies = kernels.energies;
  const weights = energies.map(() => 0);
  for (const bin of spectrum) {
    const parts = 20;
    for (let part = 0; part < parts; part++) {
      const energy = bin.fromMeV + ((part + 0.5) / parts) * (bin.toMeV - bin.fromMeV);
      if (energy < range.fromMeV || energy >= range.toMeV) continue;
      const mu = muWater(energy);
      const terma = (bin.fluence / parts) * energy * mu * Math.exp(-mu * hardeningDepthCm);
      const above = energies.findIndex((e) => e >= energy);
      if (above <= 0) weights[0] += terma;
      else {
        const share = Math.log(energy / energies[above - 1]) / Math.log(energies[above] / energies[above - 1]);
        weights[above - 1] += terma * (1 - share);
        weights[above] += terma * share;
      }
    }
  }
  const sum = total(weights);
  const mix = (component: 'primary' | 'scatter') =>
    Array.from({ length: ringCount() }, (_, ring) =>
      kernels.radii.map((_radius, i) =>
        energies.reduce((value, _e, e) => value + (weights[e] / sum) * kernels[component][e][ring][i], 0),
      ),
    );
  return { primary: mix('primary'), scatter: mix('scatter') };
}

function muWater(energyMeV: number): number {
  const { energiesMeV, materials } = attenuation;
  const i = Math.max(0, energiesMeV.findIndex((e) => e > energyMeV) - 1);
  const share = Math.log(energyMeV / energiesMeV[i]) / Math.log(energiesMeV[i + 1] / energiesMeV[i]);
  return Math.exp(Math.log(materials.water[i]) * (1 - share) + Math.log(materials.water[i + 1]) * share);
}

// --- Reading ------------------------------------------------------------------------------------------------------------------------------------

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
    const i = radii.findIndex(([lo]) => lo === row[3]);
    primary[e][ring][i] = row[5];
    scatter[e][ring][i] = row[7] + row[9] + row[11] + row[13];
  }
  return { energies, rings, radii, primary, scatter };
}

function readSpectrum() {
  return readCsv('spectrum_mohan6.csv').map(([fromMeV, toMeV, fluence]) => ({
    fromMeV: Number(fromMeV),
    toMeV: Number(toMeV),
    fluence: Number(fluence),
  }));
}

function readAttenuation() {
  const names = {
    lung: 'lung_LUNG521ICRU',
    adipose: 'adipose_ICRU44',
    water: 'water',
    muscle: 'skeletal_muscle_ICRU44',
    bone: 'bone_ICRPBONE521ICRU',
  };
  const rows = readCsv('materials_mu_xcom.csv');
  const energiesMeV = rows.filter((row) => row[0] === 'water').map((row) => Number(row[1]));
  const ofMaterial = (name: string) => rows.filter((row) => row[0] === name).map((row) => Number(row[7]));
  return {
    energiesMeV,
    materials: {
      lung: ofMaterial(names.lung),
      adipose: ofMaterial(names.adipose),
      water: ofMaterial(names.water),
      muscle: ofMaterial(names.muscle),
      bone: ofMaterial(names.bone),
    },
  };
}

/** The rows after the header; lines that start with # are comments. */
function readCsv(name: string): string[][] {
  return readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line.trim() && !line.startsWith('#'))
    .slice(1)
    .map((line) => line.split(','));
}

// --- Small things ---------------------------------------------------------------------------------------------------------------------------------

function ringCount(): number {
  return kernels.rings.length;
}

function outerRadius(): number {
  return kernels.radii.at(-1)![1];
}

function ringSolidAngle(ring: number, rings: number): number {
  return 2 * Math.PI * (Math.cos((Math.PI * ring) / rings) - Math.cos((Math.PI * (ring + 1)) / rings));
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
