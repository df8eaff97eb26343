/**
 * Sets `fluencePerMu` of every machine whose calibration states a dose per MU, so that the engine gives that dose there:
 *
 *     npx tsx tools/calibrate-machines.ts
 *
 * To be run after any change of kernel, spectrum or transport.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defaultCones } from '../src/physics/beam-dose.ts';
import { waterTankDoseGyPerMu } from '../src/physics/calibration.ts';
import { machines } from '../src/physics/machine.ts';

const files: Record<string, string> = { 'std.linac6MV': 'linac-6mv.json' };

for (const machine of machines.values()) {
  const { reference } = machine.calibration;
  if (!reference) continue;
  const now = waterTankDoseGyPerMu(machine, { ...reference, cones: defaultCones });
  const fluencePerMu = Number(((machine.fluencePerMu * reference.gyPerMu) / now).toPrecision(6));
  const path = fileURLToPath(new URL(`../src/physics/machines/${files[machine.name]}`, import.meta.url));
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/"fluencePerMu": [^,]+/, `"fluencePerMu": ${fluencePerMu}`));
  console.log(
    `${machine.name}: ${now.toPrecision(6)} Gy/MU before, ${reference.gyPerMu} wanted; fluencePerMu ${fluencePerMu} photons/cm²`,
  );
}
