import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { ProvidedSource } from '../plan/plan.ts';
import type { PhotonBeam } from '../patient/files/load-beams.ts';
import type { Machine } from '../physics/machine.ts';
import { nominalBeam } from '../physics/nominal-beam.ts';

/** Whether the machine named in the text can stand for the one that the file was made for. */
export function machineFindings(machine: Machine, source: ProvidedSource, beams: readonly PhotonBeam[]): Diagnostic[] {
  return [
    ...energyFindings(machine, source, beams),
    ...leafFindings(machine, source, beams),
    ...jawFindings(machine, source, beams),
  ];
}

function energyFindings(machine: Machine, { at }: ProvidedSource, beams: readonly PhotonBeam[]): Diagnostic[] {
  const nominal = nominalBeam(machine);
  const own = `${nominal.energyMv} MV${nominal.flattened === undefined ? '' : nominal.flattened ? ', flattened' : ', flattening filter free'}`;
  const otherBeam = (beam: PhotonBeam): boolean =>
    beam.energyMv !== nominal.energyMv ||
    (nominal.flattened !== undefined && nominal.flattened !== (beam.fluence === 'flattened'));
  const others = beams.filter(otherBeam);
  if (others.length === 0 && beams.every(({ sadMm }) => sadMm === undefined || Math.abs(sadMm - machine.sadMm) < 1))
    return [];
  if (others.length === 0) {
    const far = beams.find(({ sadMm }) => sadMm !== undefined && Math.abs(sadMm - machine.sadMm) >= 1)!;
    const message = `Beam "${far.name}" is for a machine with its axis at ${far.sadMm} mm from the source; ${machine.name} has ${machine.sadMm} mm. Name the machine that the plan was made for.`;
    return [diagnostic('RT3069', at, message)];
  }
  const [beam] = others;
  const more = others.length > 1 ? `, and so ${others.length - 1} more,` : '';
  const message = `Beam "${beam.name}"${more} is of ${beam.energyMv} MV, ${beam.fluence}; ${machine.name} gives ${own}. Another beam penetrates otherwise: name the machine that the plan was made for, or take the other beams with "only".`;
  return [diagnostic('RT3069', at, message)];
}

/** What was delivered went through the file's leaves, so theirs are the edges; all else is the machine's. */
function leafFindings(machine: Machine, { at }: ProvidedSource, beams: readonly PhotonBeam[]): Diagnostic[] {
  const own = machine.leaves?.boundariesMm.value;
  const other = beams.find(
    ({ delivery }) => delivery.leafBoundariesMm && own && !sameNumbers(delivery.leafBoundariesMm, own),
  );
  if (!other?.delivery.leafBoundariesMm || !own) return [];
  const along = other.leavesAlongY ? ' They move along y in the file, so the collimator is told turned by 90 deg.' : '';
  const message = `The leaves are those of the file${other.machine ? ` (${other.machine})` : ''}: ${inWords(other.delivery.leafBoundariesMm)}; ${machine.name} has ${inWords(own)}. Transmission and position along the beam stay those of ${machine.name}.${along}`;
  return [diagnostic('RT3070', at, message)];
}

function jawFindings(machine: Machine, { at }: ProvidedSource, beams: readonly PhotonBeam[]): Diagnostic[] {
  const findings: Diagnostic[] = [];
  for (const [axis, jaw] of [
    ['x', 'xJawsMm'],
    ['y', 'yJawsMm'],
  ] as const) {
    const without = beams.find(({ delivery }) => delivery.controlPoints[0][jaw] === undefined);
    const having = beams.find(({ delivery }) => delivery.controlPoints[0][jaw] !== undefined);
    if (machine.jaws[axis] && without) {
      const message = `The machine of the file has no ${axis} jaws (beam "${without.name}"), so the ${axis} jaws of ${machine.name} are taken out there: the leaves alone shape that side.`;
      findings.push(diagnostic('RT3073', at, message));
    }
    if (!machine.jaws[axis] && having) {
      const message = `Beam "${having.name}" is limited by ${axis} jaws, and ${machine.name} has none. Name a machine that has them.`;
      findings.push(diagnostic('RT3074', at, message));
    }
  }
  return findings;
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]) < 0.01);
}

/** "60 pairs of 5 to 10 mm" */
function inWords(boundariesMm: readonly number[]): string {
  const widths = boundariesMm.slice(1).map((edge, i) => Number((edge - boundariesMm[i]).toFixed(2)));
  const [least, most] = [Math.min(...widths), Math.max(...widths)];
  return `${widths.length} pairs of ${least === most ? least : `${least} to ${most}`} mm`;
}
