import path from 'node:path';
import { loadMachines } from '../engine/load-machines.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Machine } from '../physics/machine.ts';

/** A machine by the name of one of the product, or by the path of a file; or what is wrong with it, at its places in the file. */
export async function readMachineArgument(name: string): Promise<{ machine: Machine } | { diagnostics: Diagnostic[] }> {
  const file = name.startsWith('std.') ? name : path.resolve(name);
  const start = { line: 0, character: 0 };
  const at = { file, start, end: start };
  const { machines, diagnostics } = await loadMachines({ beamGroups: [{ machine: name, at }] }, process.cwd());
  const machine = machines.get(name);
  if (machine) return { machine };
  return { diagnostics: diagnostics.map((found) => ({ ...found, range: found.related?.[0].range ?? found.range })) };
}
