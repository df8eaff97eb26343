/**
 * Sets `fluencePerMu` of every machine of the product whose calibration states a dose per MU, so that the engine gives that dose there:
 *
 *     npx tsx tools/calibrate-machines.ts
 *
 * To be run after any change of kernel, spectrum, transport or machine, and after a build.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { instantiate, loadKernelModules } from '../src/engine/kernel-modules.ts';
import { beamDose, defaultCones } from '../src/physics/beam-dose.ts';
import { calibratedBy } from '../src/physics/calibration.ts';
import { kernelMemory } from '../src/physics/kernels/dose-kernels.ts';
import { machineSchema } from '../src/physics/machine.ts';

const folder = new URL('../src/physics/machines/', import.meta.url);
const kernels = instantiate(loadKernelModules().final, kernelMemory());

for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  const file = new URL(name, folder);
  const text = readFileSync(file, 'utf8');
  const before = machineSchema.parse(JSON.parse(text));
  const { reference } = before.calibration;
  if (!reference) continue;
  const { machine, gyPerMuBefore } = await calibratedBy(before, reference, (medium, setup, machine) =>
    Promise.resolve(beamDose(medium, setup, machine, { cones: defaultCones, kernels })),
  );
  writeFileSync(file, text.replace(/"fluencePerMu": [^,]+/, `"fluencePerMu": ${machine.fluencePerMu}`));
  console.log(
    `${machine.name}: ${gyPerMuBefore.toPrecision(6)} Gy/MU before, ${reference.gyPerMu} wanted; fluencePerMu ${machine.fluencePerMu} photons/cm²`,
  );
}
