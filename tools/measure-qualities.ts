/**
 * Measures how far preview and final doses of each grid lie from a dose on a fine grid with many cones, and writes what the product says of it:
 *
 *     npx tsx tools/measure-qualities.ts
 *
 * To be run after any change of kernel, cones or transport, and of what `src/engine/quality.ts` decides; it takes some minutes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { coarserScene } from '../src/engine/coarser-scene.ts';
import { createDosePool } from '../src/engine/dose-pool.ts';
import { createGraph } from '../src/engine/graph/graph.ts';
import { engineIdOf } from '../src/engine/kernel-modules.ts';
import { loadMachines } from '../src/engine/load-machines.ts';
import { loadPatient } from '../src/engine/load-patient.ts';
import { planDose } from '../src/engine/plan-dose.ts';
import { prepare, type Scene } from '../src/engine/prepare.ts';
import { finalQuality, previewCones } from '../src/engine/quality.ts';
import { regionSampler } from '../src/engine/region-samples.ts';
import { type DoseDifference, doseDifference } from '../src/evaluate/dose-difference.ts';
import { analyse } from '../src/language/analyse.ts';
import type { Plan } from '../src/plan/plan.ts';

const files = ['examples/oropharynx.rtplan', 'examples/four-field-box.rtplan', 'tools/lung-tumour.rtplan'];
const reference = { gridMm: 2, cones: 240 };
const finalCones = finalQuality({ compute: { gridMm: reference.gridMm } as Plan['compute'] }).cones;
const qualities = [
  ...[4, 5, 6, 7, 8].map((gridMm) => ({ kind: 'preview', gridMm, cones: previewCones }) as const),
  ...[2, 2.5, 3, 4, 5, 6].map((gridMm) => ({ kind: 'final', gridMm, cones: finalCones }) as const),
];

const threads = availableParallelism();
const pool = createDosePool({ threads });
const graph = createGraph({ memoryBytes: 0 });
const quiet = () => ({ signal: new AbortController().signal, onProgress: () => undefined });
const worst = new Map<object, DoseDifference>();
for (const file of files) {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const plan = planOf(path);
  const scene = await sceneOf(plan, path);
  const fine = await doseOn(plan, scene, reference);
  const hundredPercentGy = referenceDoseGy(plan, scene);
  for (const quality of qualities) {
    const coarser = await doseOn(plan, scene, quality);
    const difference = doseDifference(fine, coarser, {
      body: scene.body,
      targets: plan.regions.filter(({ role }) => role !== 'organ').flatMap(({ name }) => scene.regions.get(name) ?? []),
      hundredPercentGy,
    });
    if (!difference) throw new Error(`${file}: nothing to compare`);
    console.log(`${file} ${quality.kind} ${quality.gridMm} mm: ${describe(difference)}`);
    worst.set(quality, worse(difference, worst.get(quality)));
  }
}
await pool.dispose();

const rows = qualities.map((quality) => {
  const { rmsPercent, targetsPercent, edgesMm } = worst.get(quality)!;
  return {
    ...quality,
    rmsPercent: digits(rmsPercent),
    targetsPercent: digits(targetsPercent!),
    edgesMm: digits(edgesMm!),
  };
});
const measured = {
  command: 'npx tsx tools/measure-qualities.ts',
  measure:
    'Difference from the reference, in per cent of the 100 % dose, at the voxel centres of the reference in the body above 10 %: root mean square; 95th percentile in targets and sub-targets; 95th percentile of difference over gradient where that is 2 %/mm or more. The worst of the plans. Every dose is scaled to its own prescriptions. On the grid of the reference that is the effect of the cones alone.',
  engine: engineIdOf(pool.kernels.final.build),
  reference,
  plans: files,
  rows,
};
const target = fileURLToPath(new URL('../src/engine/quality-estimates.json', import.meta.url));
writeFileSync(target, await format(JSON.stringify(measured), { ...(await resolveConfig(target)), filepath: target }));

function planOf(path: string): Plan {
  const read = (file: string): string | undefined => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return undefined;
    }
  };
  const { plan, diagnostics } = analyse({ file: path, text: readFileSync(path, 'utf8') }, read);
  if (!plan) throw new Error(`${path}: ${diagnostics.map(({ message }) => message).join('\n')}`);
  // Everything starts from the medium on the reference's grid.
  return { ...plan, compute: { ...plan.compute, gridMm: reference.gridMm } };
}

async function sceneOf(plan: Plan, path: string): Promise<Scene> {
  const { loaded, diagnostics } = await loadPatient(plan, { baseFolder: dirname(path), ...quiet(), graph });
  const { machines } = await loadMachines(plan, dirname(path));
  const prepared = loaded && prepare(plan, loaded, { threads, machines, memoryBytes: Infinity, graph });
  if (!prepared?.scene)
    throw new Error([...diagnostics, ...(prepared?.diagnostics ?? [])].map(({ message }) => message).join('\n'));
  return prepared.scene;
}

async function doseOn(plan: Plan, fine: Scene, { gridMm, cones }: { gridMm: number; cones: number }) {
  const scene = coarserScene(fine, gridMm, graph);
  const samples = regionSampler(scene, graph, 2e5);
  const settings = { cones, kernel: 'final' } as const;
  const dose = await planDose(plan, scene, { ...quiet(), pool, graph, threads, samples, settings });
  if (dose.kind !== 'dose') throw new Error(`no dose on ${gridMm} mm: ${dose.kind}`);
  return { grid: scene.medium.grid, values: dose.doseGy };
}

/** What 100 % stands for: the plan's normalisation, else its outermost prescription. */
function referenceDoseGy({ schedule }: Plan, { prescriptions }: Scene): number {
  const [{ normalise }] = schedule.phases;
  return normalise.kind === 'metric' ? normalise.doseGy : prescriptions[0][0].doseGy;
}

function worse(a: DoseDifference, b: DoseDifference = a): DoseDifference {
  return {
    rmsPercent: Math.max(a.rmsPercent, b.rmsPercent),
    maxPercent: Math.max(a.maxPercent, b.maxPercent),
    targetsPercent: Math.max(a.targetsPercent ?? 0, b.targetsPercent ?? 0),
    edgesMm: Math.max(a.edgesMm ?? 0, b.edgesMm ?? 0),
  };
}

function describe({ rmsPercent, maxPercent, targetsPercent, edgesMm }: DoseDifference): string {
  return `${rmsPercent.toFixed(2)} % r.m.s., ${maxPercent.toFixed(1)} % at most, ${targetsPercent?.toFixed(2)} % in targets, ${edgesMm?.toFixed(2)} mm at edges`;
}

function digits(value: number): number {
  return Number(value.toFixed(2));
}
