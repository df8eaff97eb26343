import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import linac6MV from '../../src/physics/machines/linac-6mv.json' with { type: 'json' };

/** A department's machine, as it would be written by hand. */
export const ours = { ...linac6MV, name: 'ours6MV', description: 'A machine of this test' };

/** Machine files beside a plan; those that are wrong are named for what is wrong with them. */
export function writeMachines(folder: string): void {
  mkdirSync(join(folder, 'machines'));
  const write = (name: string, machine: unknown): void =>
    writeFileSync(join(folder, 'machines', name), `${JSON.stringify(machine, null, 2)}\n`);
  write('good.json', ours);
  write('other.json', { ...ours, name: 'others6MV' });
  write('same-name.json', ours);
  write('few-mu.json', { ...ours, limits: { muPerBeam: { value: { min: 0, max: 5 }, source: 'this test' } } });
  write('turning.json', { ...ours, limits: { muPerDegree: { value: { min: 0, max: 1 }, source: 'this test' } } });
  write('y-jaws-only.json', { ...ours, jaws: { y: ours.jaws.y } });
  write('no-source.json', { ...ours, focalSpot: { ...ours.focalSpot, sigmaXMm: { value: 1 } } });
  const boundariesMm = { ...ours.leaves.boundariesMm, value: [-100, -95, -95, 100] };
  write('leaves.json', { ...ours, leaves: { ...ours.leaves, boundariesMm } });
}
