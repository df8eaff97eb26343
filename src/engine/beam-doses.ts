import type { Medium } from '../patient/medium.ts';
import type { PlacedBeam } from '../physics/beam-setup-types.ts';
import { defaultCones } from '../physics/beam-dose.ts';
import { beamQualities } from '../physics/kernel.ts';
import { estimateMemoryBytes } from '../physics/memory.ts';
import type { BeamDoseOptions, BeamDoses, DosePool } from './dose-pool.ts';
import { engineCodeHash } from './engine-code.ts';
import { constantHash } from './graph/content-hash.ts';
import { type Graph, type StepKey, stepKey } from './graph/graph.ts';
import { engineIdOf } from './kernel-modules.ts';

export interface BeamDoseRun {
  readonly pool: DosePool;
  readonly graph: Graph;
  /** How the pool is to compute the dose. */
  readonly settings: Omit<BeamDoseOptions, 'signal' | 'onProgress'>;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly onProgress: (share: number) => void;
}

/** Doses of beams in a medium, Gy per MU: those known from earlier runs, in memory or on disk, and the others computed by the pool. */
export async function beamDoses(
  { medium, mediumHash }: { readonly medium: Medium; readonly mediumHash: string },
  beams: readonly PlacedBeam[],
  options: BeamDoseRun,
): Promise<
  | { readonly kind: 'doses'; readonly gyPerMu: readonly Float32Array[]; readonly keys: readonly StepKey[] }
  | Exclude<BeamDoses, { kind: 'doses' }>
> {
  const { graph, pool, settings, signal, onProgress, threads } = options;
  const keys = beams.map((beam) => beamDoseKey(beam, mediumHash, options));
  const known = await Promise.all(keys.map((key) => graph.dose(key)));
  if (signal.aborted) return { kind: 'cancelled' };
  // Beams that are alike, as in two groups, are computed once.
  const missing = keys.flatMap((key, index) =>
    !known[index] && keys.findIndex(({ hash }) => hash === key.hash) === index ? [index] : [],
  );
  if (missing.length > 0) {
    graph.makeRoom(estimateMemoryBytes(medium.grid, missing.length, threads));
    const computed = await pool.beamDoses(
      medium,
      missing.map((index) => beams[index]),
      { ...settings, signal, onProgress },
    );
    if (computed.kind !== 'doses') return computed;
    for (const [n, index] of missing.entries())
      graph.keepDose(keys[index], computed.gyPerMu[n], { onDisk: settings.kernel !== 'preview' });
    const made = new Map(missing.map((index, n) => [keys[index].hash, computed.gyPerMu[n]]));
    return { kind: 'doses', gyPerMu: known.map((dose, index) => dose ?? made.get(keys[index].hash)!), keys };
  }
  onProgress(1);
  return { kind: 'doses', gyPerMu: known.map((dose) => dose!), keys };
}

/** The beams whose dose is not known from earlier runs. */
export async function unknownBeams(
  beams: readonly PlacedBeam[],
  mediumHash: string,
  options: Pick<BeamDoseRun, 'graph' | 'pool' | 'settings'>,
): Promise<PlacedBeam[]> {
  const known = await Promise.all(beams.map((beam) => options.graph.dose(beamDoseKey(beam, mediumHash, options))));
  return beams.filter((_, index) => !known[index]);
}

/** Of all that the dose depends on, what computes it included: a dose of one engine is never taken for another's. A beam's name is not among it. */
export function beamDoseKey(
  { machine, setups }: PlacedBeam,
  mediumHash: string,
  { pool, settings }: { readonly pool: Pick<DosePool, 'kernels'>; readonly settings: BeamDoseRun['settings'] },
): StepKey {
  const nameless = setups.map(({ share, setup: { name: _, ...setup } }) => ({ share, setup }));
  const data = [constantHash(machine), constantHash(beamQualities[machine.beamQuality])];
  const engineId = engineIdOf(pool.kernels[settings.kernel ?? 'final'].build);
  return stepKey('beam dose', engineId, engineCodeHash(), mediumHash, data, nameless, {
    cones: defaultCones,
    ...settings,
  });
}
