/**
 * Makes the reference that `npm run validate` compares the engine with where no Monte Carlo dose is at hand: the ideal superposition of the
 * Monte Carlo kernels, scored over voxels of 2.5 mm, as `test/validation/ideal-superposition-6mv.json`. Takes some minutes.
 *
 *     npx tsx tools/validation-reference.ts <folder of kernels>
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseLayers, slabPhantom, squareMean, stepMean, voxelMean } from './ideal/cases.ts';
import { absorbedEnergy } from './ideal/absorbed-energy.ts';
import { readCoefficients, readMonoKernels, readSpectrum } from './ideal/read-tables.ts';
import { fineQuadrature, gaussLegendre, idealDose } from './ideal/superposition.ts';

const cases = [
  ...[3, 5, 10, 20].map((fieldCm) => ({ name: `water ${fieldCm} × ${fieldCm}`, fieldCm, layers: 'water:30' })),
  ...[3, 10].flatMap((fieldCm) => [
    { name: `lung 3 to 8 cm, ${fieldCm} × ${fieldCm}`, fieldCm, layers: 'water:3,lung:5,water:22' },
    { name: `lung 3 to 13 cm, ${fieldCm} × ${fieldCm}`, fieldCm, layers: 'water:3,lung:10,water:17' },
    { name: `bone 3 to 8 cm, ${fieldCm} × ${fieldCm}`, fieldCm, layers: 'water:3,bone:5,water:22' },
  ]),
];
const voxelCm = 0.25;
const profileDepthsCm = [1.375, 5.125, 10.125, 20.125];
const planeDepthsCm = Array.from({ length: 15 }, (_, i) => 0.375 + 2 * i);
/** Off the edge by more than this, the dose in the middle of a voxel stands for its mean. */
const edgeCm = 1;

const folder = process.argv[2];
if (!folder) {
  console.error('usage: npx tsx tools/validation-reference.ts <folder of kernels>');
  process.exit(2);
}
const beam = {
  kernels: readMonoKernels(folder),
  spectrum: readSpectrum(folder, 'mohan6'),
  water: readCoefficients(folder, 'water'),
  weights: 'terma' as const,
  ssdCm: 100,
  quadrature: { ...fineQuadrature, azimuths: 20 },
};

const tables = cases.map(({ name, fieldCm, layers }) => {
  console.error(name);
  const phantom = slabPhantom(folder, parseLayers(layers));
  const dose = idealDose({ ...beam, fieldCm }, phantom);
  const halfCm = fieldCm / 2;
  const axisHalfWidthCm = fieldCm < 5 ? 0.5 : 1;
  const axis = Array.from({ length: 30 / voxelCm }, (_, k) =>
    gaussLegendre(2).reduce(
      (sum, { at, weight }) => sum + (weight / 2) * squareMean(dose, (k + 0.5 + at / 2) * voxelCm, axisHalfWidthCm),
      0,
    ),
  );
  const profiles = profileDepthsCm.map((depthCm) => ({
    depthCm,
    doseFemtoGyCm2: Array.from(
      { length: Math.min(Math.ceil((halfCm + 6) / voxelCm), phantom.halfWidthCm / voxelCm) },
      (_, i) => femto(stepMean(dose, (i + 0.5) * voxelCm, depthCm, voxelCm)),
    ),
  }));
  const planes = planeDepthsCm.map((depthCm) => {
    const borderCm = halfCm * (1 + depthCm / 100);
    const count = Math.ceil((borderCm + 2) / (2 * voxelCm));
    const at = (xCm: number, yCm: number) =>
      Math.min(Math.abs(xCm - borderCm), Math.abs(yCm - borderCm)) < edgeCm
        ? voxelMean(dose, xCm, yCm, depthCm, voxelCm)
        : dose(xCm, yCm, depthCm);
    const centre = (i: number) => (2 * i + 0.5) * voxelCm;
    const rows = Array.from({ length: count }, (_row, i) =>
      Array.from({ length: i + 1 }, (_, j) => femto(at(centre(i), centre(j)))),
    );
    return { depthCm, doseFemtoGyCm2: rows };
  });
  const energy = absorbedEnergy({ ...beam, fieldCm }, phantom);
  return {
    name,
    fieldCm,
    layers,
    axisHalfWidthCm,
    energyFemtoGyCm2G: femto(energy),
    axisFemtoGyCm2: axis.map(femto),
    profiles,
    planes,
  };
});

const out = fileURLToPath(new URL('../test/validation/ideal-superposition-6mv.json', import.meta.url));
writeFileSync(
  out,
  JSON.stringify({
    source:
      'Ideal superposition of Monte Carlo kernels, not Monte Carlo: energy-deposition kernels in water by energy (EGSnrc v2025a, edknrc), tilted to the ray from the source and scaled by mass density, integrated over directions and distances for the beam of std.point6MV (isotropic point in vacuum, sharp square field at the surface, SSD 100 cm, spectrum of Mohan 1985) on phantoms 30 cm wide; no exponentials, cones or voxels. Against the Monte Carlo depth dose of 10 × 10 cm it is within 1 % of Dmax beyond build-up.',
    quantity:
      'absorbed dose to medium, 1e-15 Gy cm² per photon/cm² on the axis at the surface. energy: dose times mass over the whole phantom; axis: means over voxels of 2.5 mm of depth and |x|, |y| ≤ axisHalfWidthCm; profiles: means over 2.5 mm of x at y = 0, from the axis outwards; planes: means over 2.5 × 2.5 mm around x = 1.25 + 5 i, y = 1.25 + 5 j mm, rows j ≤ i, of one octant',
    madeBy: 'npx tsx tools/validation-reference.ts <folder of kernels>',
    voxelCm,
    cases: tables,
  }) + '\n',
);

/** Four digits, and never finer than 1e-16 Gy cm². */
function femto(doseGyCm2: number): number {
  return Number(Number((doseGyCm2 * 1e15).toPrecision(4)).toFixed(1));
}
