import { uncomplicatedControl } from '../../biology/uncomplicated-control.ts';
import type { Plan, PlanRegion } from '../../plan/plan.ts';
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
  const twice = countedTwice(outermost, scene);
  if (twice !== undefined) return twice;
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

/** Why the control of targets cannot be multiplied: some cells would count twice. */
export function countedTwice(
  targets: readonly PlanRegion[],
  { regions }: Pick<SampledScene['scene'], 'regions'>,
): string | undefined {
  for (const [index, a] of targets.entries())
    for (const b of targets.slice(index + 1)) {
      const [inA, inB] = [a, b].map(({ name }) => regions.get(name));
      if (inA && inB && overlapVoxels(inA, inB).both > 0)
        return `${a.name} and ${b.name} overlap and both have clonogens, so that those of the overlap would count twice: make one a sub-target of the other, or leave the tissue of one out`;
    }
  return undefined;
}

/** Ids of the rows whose complications P+ counts, of those of a region, each once: those that goals are on, else the first of the organ. */
export function countedRows(plan: Plan, region: string, rows: readonly string[]): string[] {
  const asked = plan.goals.flatMap((goal) =>
    goal.region === region && goal.metric.kind === 'ntcp' ? goal.metric.row : [],
  );
  return asked.length > 0 ? rows.filter((row) => asked.includes(row)) : rows.slice(0, 1);
}

function counted(
  plan: Plan,
  region: string,
  ntcps: readonly Complication[],
): { readonly region: string; readonly complication: Complication }[] {
  const rows = countedRows(
    plan,
    region,
    ntcps.map(({ row }) => row),
  );
  return ntcps.filter(({ row }) => rows.includes(row)).map((complication) => ({ complication, region }));
}
