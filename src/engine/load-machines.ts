import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { BeamGroup } from '../plan/plan.ts';
import type { SourceRange } from '../plan/source-range.ts';
import { readMachine, type MachineFault } from '../physics/machine-file.ts';
import { machines, type Machine } from '../physics/machine.ts';

/** The machines of a plan by the name it uses: those of the product, and the user's files, read. A machine with a fault is left out. */
export async function loadMachines(
  plan: { readonly beamGroups: readonly Pick<BeamGroup, 'machine' | 'machineAt' | 'at'>[] },
  baseFolder: string,
): Promise<{ machines: ReadonlyMap<string, Machine>; diagnostics: Diagnostic[] }> {
  const found = new Map<string, Machine>();
  const diagnostics: Diagnostic[] = [];
  const places = new Map<string, SourceRange>();
  for (const { machine, machineAt, at } of plan.beamGroups)
    if (!places.has(machine)) places.set(machine, machineAt ?? at);
  for (const [name, at] of places) {
    const read = name.startsWith('std.') ? standard(name, at) : await fromFile(name, resolve(baseFolder, name), at);
    if ('machine' in read) found.set(name, read.machine);
    else diagnostics.push(...read.diagnostics);
  }
  diagnostics.push(...sharedNames(found, places));
  return { machines: found, diagnostics };
}

type Read = { machine: Machine } | { diagnostics: Diagnostic[] };

function standard(name: string, at: SourceRange): Read {
  const machine = machines.get(name);
  if (machine) return { machine };
  const message = `There is no machine "${name}". There are ${[...machines.keys()].join(' and ')}; write the path of a machine file in quotes for your own.`;
  return { diagnostics: [diagnostic('RT4111', at, message)] };
}

/** Far above any machine; a wrong path may name an image. */
const largestFileBytes = 4e6;

async function fromFile(name: string, file: string, at: SourceRange): Promise<Read> {
  const unreadable = (why: string): Read => ({ diagnostics: [diagnostic('RT3050', at, `The machine file "${name}" ${why}`)] }); // prettier-ignore
  try {
    const found = await stat(file);
    if (!found.isFile()) return unreadable('is a folder. Name the file in it.');
    if (found.size > largestFileBytes) return unreadable(`has ${(found.size / 1e6).toFixed(0)} MB, more than a machine can have. Check the path.`); // prettier-ignore
    const read = readMachine(await readFile(file, 'utf8'));
    return 'machine' in read ? read : { diagnostics: machineFindings(read.faults, name, file, at) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return unreadable(
      code === 'ENOENT' || code === 'ENOTDIR'
        ? 'is not there. Paths start from the folder of the plan file; correct the path, or write a machine of the product, as in std.linac6MV.'
        : `cannot be read (${code ?? String(error)}). Check the path and its permissions.`,
    );
  }
}

/** The faults of a machine file at the place that names it, each with its place in the file. */
export function machineFindings(
  faults: readonly MachineFault[],
  name: string,
  file: string,
  at: SourceRange,
): Diagnostic[] {
  return faults.map(({ kind, path, message, line, character }) => {
    const start = { line, character };
    const related = [{ message: path, range: { file, start, end: start } }];
    return diagnostic(kind === 'format' ? 'RT3051' : 'RT3052', at, `${name}, line ${line + 1}, ${path}: ${message}.`, {
      related,
    });
  });
}

/** Results name machines by their names: two files that use one name could not be told apart. */
function sharedNames(found: ReadonlyMap<string, Machine>, places: ReadonlyMap<string, SourceRange>): Diagnostic[] {
  const first = new Map<string, string>();
  return [...found].flatMap(([path, { name }]) => {
    const earlier = first.get(name);
    first.set(name, earlier ?? path);
    if (earlier === undefined) return [];
    const message = `${path} and ${earlier} are both named "${name}". Give each machine a name of its own.`;
    return [diagnostic('RT3053', places.get(path)!, message)];
  });
}
