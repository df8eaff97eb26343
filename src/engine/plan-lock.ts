import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { densityCurves } from '../evidence/density-curves.ts';
import { materialTable } from '../evidence/materials.ts';
import attenuationAir from '../physics/data/attenuation-air.json' with { type: 'json' };
import attenuation from '../physics/data/attenuation.json' with { type: 'json' };
import energyShares from '../physics/data/energy-shares.json' with { type: 'json' };
import { beamQualities } from '../physics/kernel.ts';
import type { Plan } from '../plan/plan.ts';
import { distFolder } from './dist-folder.ts';
import { contentHash } from './graph/content-hash.ts';
import type { FileHashes } from './graph/file-hashes.ts';
import { engineIdOf, loadKernelModules } from './kernel-modules.ts';
import { loadMachines } from './load-machines.ts';
import { sampling } from './outcome/uncertainty.ts';
import { finalQuality } from './quality.ts';
import { version } from './version.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** All that a final dose depends on, and the dose itself, each by its hash, and the seed of the outcome's intervals. Holds no date, no path outside the plan's folder and nothing of the patient. */
export const lockSchema = z
  .strictObject({
    schema: z.literal('dosewright-lock/1'),
    plan: z.strictObject({ sha256: sha256.describe('of the plan text') }),
    imports: z.array(z.strictObject({ file: z.string().describe('as seen from the plan file'), sha256 })),
    inputs: z
      .array(
        z.strictObject({
          name: z.string().describe('of the image; "structures", or "beams" with the number of their group'),
          files: z.number().int(),
          sha256: sha256.describe('over the sorted SHA-256 of the files, whatever they are called'),
        }),
      )
      .describe('images, structures and plan files that the plan names'),
    machines: z.array(z.strictObject({ name: z.string(), sha256 })),
    engine: z.strictObject({
      id: z.string(),
      version: z.string(),
      data: z
        .record(z.string(), sha256)
        .describe('kernels, spectra, attenuation, density curves and materials; the compiled kernels'),
    }),
    quality: z.strictObject({ kind: z.literal('final'), cones: z.number().int(), gridMm: z.number() }),
    sampling: z
      .strictObject({ seed: z.number().int(), samples: z.number().int() })
      .describe('with what the intervals of TCP, NTCP and P+ are sampled'),
    dose: z.strictObject({
      size: z.array(z.number().int()),
      sha256: sha256.describe('of the float32 values, little-endian'),
    }),
  })
  .meta({ title: 'Dosewright lock' });

export type PlanLock = z.infer<typeof lockSchema>;
/** What is known before the dose is. */
export type LockedInputs = Omit<PlanLock, 'dose'>;

/** JSON schema of a lock, as the package publishes it. */
export function lockJsonSchema(): unknown {
  return z.toJSONSchema(lockSchema);
}

/** A lock as text: sorted, one value a line, so that a difference can be read. */
export function lockText(lock: PlanLock): string {
  return `${JSON.stringify(lock, null, 2)}\n`;
}

/** What a run of the plan now would be made from. `unreadable` names an input that cannot be read. */
export async function lockedInputs(
  plan: Plan,
  source: {
    readonly text: string;
    readonly imports: readonly { readonly file: string; readonly text: string }[];
    readonly baseFolder: string;
    readonly fileHashes: FileHashes;
  },
): Promise<LockedInputs | { readonly unreadable: string }> {
  const inputs: LockedInputs['inputs'] = [];
  for (const { name, path } of inputPaths(plan)) {
    const content = await source.fileHashes.input(path, source.baseFolder);
    if (content.sha256 === undefined) return { unreadable: name };
    inputs.push({ name, files: content.files, sha256: content.sha256 });
  }
  const { machines } = await loadMachines(plan, source.baseFolder);
  const { cones, gridMm } = finalQuality(plan);
  const { build } = loadKernelModules().final;
  const qualities = [...new Set([...machines.values()].map(({ beamQuality }) => beamQuality))].sort();
  return {
    schema: 'dosewright-lock/1',
    plan: { sha256: ofText(source.text) },
    imports: source.imports
      .map(({ file, text }) => ({ file, sha256: ofText(text) }))
      .sort((a, b) => (a.file < b.file ? -1 : 1)),
    inputs: inputs.sort((a, b) => (a.name < b.name ? -1 : 1)),
    machines: [...machines.values()]
      .map((machine) => ({ name: machine.name, sha256: contentHash(machine) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    engine: {
      id: engineIdOf(build),
      version,
      data: {
        attenuation: contentHash(attenuation, attenuationAir),
        densityCurves: contentHash(densityCurves),
        energyShares: contentHash(energyShares),
        ...(build === 'simd128' && { kernelCode: ofBytes(readFileSync(join(distFolder(), 'dose-kernels.wasm'))) }),
        ...Object.fromEntries(
          qualities.flatMap((quality) => [
            [`kernel ${quality}`, contentHash(beamQualities[quality].kernel)],
            [`spectrum ${quality}`, contentHash(beamQualities[quality].spectrum)],
          ]),
        ),
        materials: contentHash(materialTable),
      },
    },
    quality: { kind: 'final', cones, gridMm },
    sampling: { ...sampling },
  };
}

export function lockedDose(result: {
  readonly doseGy: Float32Array;
  readonly doseGrid: { readonly size: readonly number[] };
}): PlanLock['dose'] {
  const { buffer, byteOffset, byteLength } = result.doseGy;
  return { size: [...result.doseGrid.size], sha256: ofBytes(new Uint8Array(buffer, byteOffset, byteLength)) };
}

function inputPaths({ patient, beamGroups }: Plan): { name: string; path: string }[] {
  const { structures } = patient;
  return [
    ...patient.images.flatMap(({ name, source }) => (source.kind === 'phantom' ? [] : [{ name, path: source.path }])),
    ...(structures && structures.kind !== 'phantom' ? [{ name: 'structures', path: structures.path }] : []),
    ...beamGroups.flatMap(({ provided }, g) => (provided ? [{ name: `beams ${g + 1}`, path: provided.path }] : [])),
  ];
}

function ofText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function ofBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
