import { evaluateGoals, goalFindings } from '../evaluate/goals.ts';
import { hotSpot } from '../evaluate/hot-spot.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { metricInWords } from '../plan/in-words.ts';
import type { Plan } from '../plan/plan.ts';
import { planningFirst } from '../plan/planning-image.ts';
import type { DosePool } from './dose-pool.ts';
import { type Graph, stepKey } from './graph/graph.ts';
import { modelledGoals, outcomeFindings } from './outcome/goal-values.ts';
import { outcomeOf } from './outcome/outcome.ts';
import { muFindings } from './mu-limits.ts';
import { type PlanDose, unitMu } from './plan-dose.ts';
import { apertureOutline } from '../physics/aperture.ts';
import { withoutCollimator } from '../physics/coordinates.ts';
import type { Machine } from '../physics/machine.ts';
import type { WeightedSetup } from '../physics/beam-setup-types.ts';
import type { Scene } from './prepare.ts';
import type { RegionSampler } from './region-samples.ts';
import type { BeamPosition, BeamResult, RunResult } from './results.ts';
import type { FoundResult } from './suppressed-findings.ts';

export interface EvaluationOptions {
  readonly samples: RegionSampler;
  readonly graph: Graph;
  readonly pool: DosePool;
  readonly signal: AbortSignal;
  /** The plan without its places, for steps that are kept. */
  readonly placeless: Plan;
}

/** DVHs, goals, outcome and everything else that is read off a dose. */
export async function evaluatePlan(
  plan: Plan,
  scene: Scene,
  dose: PlanDose,
  { samples, graph, pool, signal, placeless }: EvaluationOptions,
): Promise<Omit<FoundResult, 'plan' | 'quality' | 'engine' | 'maps'>> {
  const doseGrid = scene.medium.grid;
  const regions = [...scene.regions.values()];
  const dvhs = await Promise.all(
    regions.flatMap((region) => {
      const sampled = samples.of(region.name);
      if (!sampled) return [];
      const key = stepKey('dvh', samples.hash(region.name), dose.hash);
      return [graph.slowStep(key, () => pool.histogram(sampled, dose.doseGy))];
    }),
  );
  const sampled = { scene, samples, graph };
  const ofModels = await outcomeOf(placeless, dose, { ...sampled, signal });
  const goals = evaluateGoals(plan, dvhs, modelledGoals(plan, ofModels, dose, dvhs, sampled));
  const maximum = hotSpotOf(scene, dose);
  const diagnostics: Diagnostic[] = [...goalFindings(goals, dvhs), ...outcomeFindings(plan, ofModels)];
  return {
    images: planningFirst(
      [...scene.images].map(([name, volume]) => ({ name, volume })),
      plan.patient,
    ),
    body: scene.body,
    regions,
    doseGrid,
    doseGy: dose.doseGy,
    dvhs,
    goals,
    outcome: ofModels.outcome,
    beams: beamResults(plan, scene, dose),
    hotSpot: maximum,
    prescriptions: scene.prescriptions,
    phases: dose.phases.map(({ doseGy: _, ...phase }) => phase),
    groupFactors: plan.beamGroups.map((group, g) => ({
      phase: group.phase,
      region: group.region,
      factor: dose.groupFactors[g],
    })),
    hundredPercent: hundredPercent(plan, scene, maximum),
    notDosimetric: scene.beams.flat().some(({ setups }) => setups.some(({ setup }) => setup.notDosimetric)),
    diagnostics: [...diagnostics, ...muFindings(plan, scene, dose)],
  };
}

function beamResults(plan: Plan, scene: Scene, dose: PlanDose): BeamResult[] {
  return plan.beamGroups.flatMap((group, g) =>
    group.beams.map((beam, b) => {
      const { setups, machine, delivery } = scene.beams[g][b];
      const [{ setup }] = setups;
      const muPerFraction = unitMu(beam) * dose.groupFactors[g];
      return {
        name: beam.name,
        group: group.region,
        machine: machine.name,
        // An arc begins at its first control point; the first position that is computed lies a little farther on.
        gantryDeg: beam.arc ? beam.gantryDeg : setup.gantryDeg,
        couchDeg: setup.couchDeg,
        collimatorDeg: setup.collimatorDeg,
        isocentreMm: setup.isocentreMm,
        ssdMm: setup.ssdMm,
        isocentreDepthMm: setup.isocentreDepthMm,
        isocentreWaterEquivalentDepthMm: setup.isocentreWaterEquivalentDepthMm,
        muPerFraction,
        positions: setups.map((weighted) => positionOf(weighted, machine, muPerFraction)),
        ...(delivery ? { delivery } : {}),
        fieldSizeMm: {
          x: Math.max(...setups.map((s) => s.setup.fieldSizeMm.x)),
          y: Math.max(...setups.map((s) => s.setup.fieldSizeMm.y)),
        },
        leafBoundariesMm: machine.leaves?.boundariesMm.value,
      };
    }),
  );
}

function positionOf({ share, setup }: WeightedSetup, machine: Machine, beamMu: number): BeamPosition {
  const { gantryDeg, couchDeg, collimatorDeg, isocentreMm, sourceMm, axes, apertures } = setup;
  const muPerFraction = share * beamMu;
  return {
    muPerFraction,
    gantryDeg,
    couchDeg,
    collimatorDeg,
    isocentreMm,
    sourceMm,
    gantryAxes: withoutCollimator(axes, collimatorDeg),
    apertures: apertures.map(({ share: part, aperture }) => ({
      ...aperture,
      muPerFraction: part * muPerFraction,
      outlineMm: apertureOutline(aperture, machine),
    })),
  };
}

function hotSpotOf(scene: Scene, dose: PlanDose): RunResult['hotSpot'] {
  const spot = hotSpot({ grid: scene.medium.grid, values: dose.doseGy }, scene.body);
  if (!spot)
    throw new Error('no voxel centre of the dose grid lies in the body: write a finer grid in the compute block');
  return spot;
}

/** The dose the plan is normalised to, else the outermost prescription, summed over phases; else the maximum. */
function hundredPercent(plan: Plan, scene: Scene, maximum: RunResult['hotSpot']): RunResult['hundredPercent'] {
  const references = plan.schedule.phases.flatMap(
    ({ normalise }, p) => (normalise.kind === 'metric' ? normalise : scene.prescriptions[p].at(0)) ?? [],
  );
  const [first, ...others] = references;
  if (!first || references.length < plan.schedule.phases.length)
    return { doseGy: maximum.doseGy, text: `100 % = ${maximum.doseGy.toFixed(2)} Gy, dose maximum` };
  const inWords = references.map(({ region, metric }) => `${region} ${metricInWords(metric)}`);
  const doseGy = references.reduce((sum, reference) => sum + reference.doseGy, 0);
  if (others.length === 0) return { doseGy, text: `100 % = ${doseGy} Gy, ${inWords[0]}` };
  const sum = references.map((reference, p) => `${reference.doseGy} Gy ${inWords[p]}`).join(' + ');
  return { doseGy, text: `100 % = ${doseGy} Gy: ${sum}` };
}
