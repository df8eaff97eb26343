import { uncomplicatedControl } from '../../biology/uncomplicated-control.ts';
import type { Plan } from '../../plan/plan.ts';
import { overlapVoxels } from '../overlap.ts';
import type { SampledScene } from './tumour-classes.ts';
import type { Complication, ModelledProbability, RegionOutcome } from './types.ts';
import { intervalOf } from './uncertainty.ts';

/** A target's control. */
export interface Control {
  readonly tcp: ModelledProbability;
  /** With sampled parameters; empty where none is uncertain. */
  readonly values: readonly number[];
}

/** Values of complications with drawn parameters; none of those whose rows have no intervals. */
export type DrawnComplications = Map<Complication, readonly number[]>;

/** Control of all outermost targets without any of the complications, each taken as independent of the others; words where it cannot be said. */
export function pPlusOf(
  plan: Plan,
  outcomes: readonly RegionOutcome[],
  { controls, drawn }: { readonly controls: ReadonlyMap<string, Control>; readonly drawn: DrawnComplications },
  { scene }: SampledScene,
): ModelledProbability | string {
  const outermost = plan.regions.filter(({ name, parent }) => parent === undefined && controls.has(name));
  if (outermost.length === 0) return 'no target has a TCP';
  for (const [index, a] of outermost.entries())
    for (const b of outermost.slice(index + 1)) {
      const [inA, inB] = [a, b].map(({ name }) => scene.regions.get(name));
      if (inA && inB && overlapVoxels(inA, inB).both > 0)
        return `${a.name} and ${b.name} overlap and both have clonogens, so that those of the overlap would count twice: make one a sub-target of the other, or leave the tissue of one out`;
    }
  const complications = outcomes.flatMap(({ region, ntcps }) => counted(plan, region, ntcps));
  if (complications.length === 0) return 'no organ has a complication model';
  const controlled = outermost.map(({ name }) => controls.get(name)!);
  const valuesOf = ({ complication }: (typeof complications)[number]) => drawn.get(complication) ?? [];
  const uncomplicated = (tcps: readonly number[], ntcps: readonly number[]): number =>
    uncomplicatedControl(
      tcps.reduce((all, tcp) => all * tcp, 1),
      ntcps,
      1,
    ).pPlus;
  const draws = Math.max(
    ...[...controlled.map(({ values }) => values), ...complications.map(valuesOf)].map((v) => v.length),
  );
  const values = Array.from({ length: draws }, (_, n) =>
    uncomplicated(
      controlled.map(({ values, tcp }) => values[n] ?? tcp.value),
      complications.map((c) => valuesOf(c)[n] ?? c.complication.value),
    ),
  );
  const named = ({ region, complication }: (typeof complications)[number]) => `${region} ${complication.endpoint}`;
  const certain = [
    ...outermost.filter(({ name }) => controls.get(name)!.values.length === 0).map(({ name }) => `control of ${name}`),
    ...complications.filter((c) => valuesOf(c).length === 0).map(named),
  ];
  return {
    value: uncomplicated(
      controlled.map(({ tcp }) => tcp.value),
      complications.map(({ complication }) => complication.value),
    ),
    model: 'P+, all independent (delta 1, UTCP)',
    source: 'Källman P, Ågren A, Brahme A. Int J Radiat Biol 1992;62:249-262',
    interval: intervalOf(values),
    tornado: [],
    notes: [
      `control of ${outermost.map(({ name }) => name).join(', ')} without ${complications.map(named).join(', ')}`,
      ...(draws > 0 && certain.length > 0
        ? [`the interval leaves out how uncertain these are, as nothing says it: ${certain.join(', ')}`]
        : []),
    ],
  };
}

/** Each complication once: those that goals are on, else the first model of the organ. */
function counted(
  plan: Plan,
  region: string,
  ntcps: readonly Complication[],
): { readonly region: string; readonly complication: Complication }[] {
  const asked = plan.goals.flatMap((goal) =>
    goal.region === region && goal.metric.kind === 'ntcp' ? goal.metric.row : [],
  );
  const chosen = asked.length > 0 ? ntcps.filter(({ row }) => asked.includes(row)) : ntcps.slice(0, 1);
  return chosen.map((complication) => ({ complication, region }));
}
