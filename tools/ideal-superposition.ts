/**
 * Ideal superposition of Monte Carlo energy-deposition kernels for the beam of std.point6MV on a phantom of slabs, as an oracle for the dose
 * engine: no exponentials, no cones, no voxels. Prints depth dose and profiles as CSV:
 *
 *     npx tsx tools/ideal-superposition.ts <folder> --field 10 --layers water:3,lung:5,water:22 [--weights split] [--profiles 1.5,5,10,20]
 *
 * `axis` rows are means over |x|, |y| ≤ half width (0: on the axis), `profile` rows means over 2.5 mm of x at y = 0.
 */
import { parseArgs } from 'node:util';
import { parseLayers, slabPhantom, squareMean, stepMean } from './ideal/cases.ts';
import { readCoefficients, readMonoKernels, readSpectrum } from './ideal/read-tables.ts';
import { fineQuadrature, idealDose } from './ideal/superposition.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    field: { type: 'string', default: '10' },
    layers: { type: 'string', default: 'water:30' },
    weights: { type: 'string', default: 'terma' },
    profiles: { type: 'string', default: '1.5,5,10,20' },
    'deepest-cm': { type: 'string', default: '28' },
  },
});
const [folder] = positionals;
const { weights } = values;
if (!folder || (weights !== 'terma' && weights !== 'split')) {
  console.error(
    'usage: npx tsx tools/ideal-superposition.ts <folder of kernels> [--field cm] [--layers …] [--weights terma|split]',
  );
  process.exit(2);
}
const fieldCm = Number(values.field);
const dose = idealDose(
  {
    kernels: readMonoKernels(folder),
    spectrum: readSpectrum(folder, 'mohan6'),
    water: readCoefficients(folder, 'water'),
    weights,
    ssdCm: 100,
    fieldCm,
    quadrature: fineQuadrature,
  },
  slabPhantom(folder, parseLayers(values.layers)),
);

console.log(
  `# ideal superposition of Monte Carlo kernels; point source, SSD 100 cm, ${fieldCm} x ${fieldCm} cm at the surface, ${values.layers}, weights ${weights}; dose to medium, Gy cm2 per photon/cm2 on the axis at the surface`,
);
console.log('kind,depthCm,xCm,halfWidthCm,doseGyCm2');
for (let i = 0; i <= Number(values['deepest-cm']) * 4; i++) {
  const depthCm = Math.max(i / 4, 0.01);
  for (const halfWidthCm of [0, 0.5, 1, 1.5]) {
    console.log(`axis,${depthCm},0,${halfWidthCm},${squareMean(dose, depthCm, halfWidthCm).toPrecision(6)}`);
  }
}
for (const depthCm of values.profiles.split(',').map(Number)) {
  const last = Math.round((fieldCm / 2 + 6) * 4);
  for (let i = 0; i <= last; i++) {
    console.log(`profile,${depthCm},${i / 4},,${stepMean(dose, i / 4, depthCm, 0.25).toPrecision(6)}`);
  }
}
