import { bixelsOf, type BixelGrid } from '../../physics/pencil-beam/bixels.ts';
import type { PencilKernel } from '../../physics/pencil-beam/pencil-kernel.ts';
import type { BlurMemory } from '../../physics/pencil-beam/blur-memory.ts';
import { type PencilOperator, pencilOperator } from '../../physics/pencil-beam/pencil-operator.ts';
import { hasLeaves } from '../../physics/rectangular-aperture.ts';
import type { Aperture, BeamSetup } from '../../physics/beam-setup-types.ts';
import type { Leaves, Machine } from '../../physics/machine.ts';
import { breath } from '../breath.ts';
import type { Medium } from '../../patient/medium.ts';

/** A beam whose fluence is looked for. */
export interface ModulatedBeam {
  readonly machine: Machine & { leaves: Leaves };
  /** As placed, with the opening that covers the targets. */
  readonly setup: BeamSetup;
  readonly jaws: Aperture['jaws'];
  readonly grid: BixelGrid;
  /** Gy over the course per MU over the course, at the points. */
  readonly operator: PencilOperator;
  /** One for all beams of a plan. */
  readonly memory: BlurMemory;
  /** Where its bixels lie in the fluence of the plan. */
  readonly from: number;
}

/** One beam after the other, each a breath. */
export async function modulatedBeams(
  placed: readonly { readonly machine: Machine; readonly setup: BeamSetup }[],
  kernels: ReadonlyMap<Machine, PencilKernel>,
  at: { readonly medium: Medium; readonly pointsMm: Float64Array; readonly bixelMm: number },
  { memory, signal }: { readonly memory: BlurMemory; readonly signal: AbortSignal },
): Promise<ModulatedBeam[]> {
  const beams: ModulatedBeam[] = [];
  let from = 0;
  for (const { machine, setup } of placed) {
    const [{ aperture }] = setup.apertures;
    if (!hasLeaves(machine)) throw new Error(`${machine.name} has no leaves`);
    const grid = bixelsOf(aperture, machine.leaves, at.bixelMm);
    const operator = pencilOperator(setup, machine, kernels.get(machine)!, { grid, ...at }, memory);
    beams.push({ machine, setup, jaws: jawsAround(aperture, grid), grid, operator, memory, from });
    from += operator.bixels;
    await breath(signal);
  }
  return beams;
}

/** Jaws as the opening has them, and out to the edges of its bixels. */
export function jawsAround({ jaws }: Aperture, { columnEdgesMm, rowEdgesMm }: BixelGrid): Aperture['jaws'] {
  return {
    x1Mm: Math.min(jaws.x1Mm, columnEdgesMm[0]),
    x2Mm: Math.max(jaws.x2Mm, columnEdgesMm[columnEdgesMm.length - 1]),
    y1Mm: Math.min(jaws.y1Mm, rowEdgesMm[0]),
    y2Mm: Math.max(jaws.y2Mm, rowEdgesMm[rowEdgesMm.length - 1]),
  };
}

export function bixelCount(beams: readonly ModulatedBeam[]): number {
  return beams.reduce((sum, { operator }) => sum + operator.bixels, 0);
}

/** A beam's own bixels in what has one value for each of the plan's. */
export function ownBixels({ from, operator }: ModulatedBeam, ofPlan: Float64Array): Float64Array {
  return ofPlan.subarray(from, from + operator.bixels);
}

/** The dose of a plan's fluence at the points, Gy. */
export function doseOfFluence(beams: readonly ModulatedBeam[], fluence: Float64Array, doseGy: Float64Array): void {
  const sum = beams[0].memory.scratch(doseGy.length).fill(0);
  for (const beam of beams) beam.operator.addDose(ownBixels(beam, fluence), sum);
  doseGy.set(sum);
}

/** The derivative by each bixel of what has this derivative by each dose. */
export function fluenceGradient(beams: readonly ModulatedBeam[], doseGradient: Float64Array, out: Float64Array): void {
  out.fill(0);
  const held = beams[0].memory.scratch(doseGradient.length);
  held.set(doseGradient);
  for (const beam of beams) beam.operator.addTransposed(held, ownBixels(beam, out));
}
