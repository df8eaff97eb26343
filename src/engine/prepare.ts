import { type Diagnostic, isError } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { Phase, Plan, Prescription } from '../plan/plan.ts';
import { planningImageOf } from '../plan/planning-image.ts';
import type { Grid, Region, Volume } from '../patient/grid.ts';
import type { Medium } from '../patient/medium.ts';
import { buildRegions, type Remember } from '../patient/regions.ts';
import type { PlacedBeam } from '../physics/beam-setup-types.ts';
import { kernelMemoryLimitBytes } from '../physics/kernels/dose-kernels.ts';
import type { Machine } from '../physics/machine.ts';
import { estimateMemoryBytes, fits, largestGridThatFits } from '../physics/memory.ts';
import { placeBeam } from '../physics/place-beam.ts';
import { describeGrid, doseGridFor } from './dose-grid.ts';
import { constantHash, contentHash } from './graph/content-hash.ts';
import { type Graph, stepKey } from './graph/graph.ts';
import { regionKeys } from './graph/region-keys.ts';
import type { LoadedPatient } from './load-patient.ts';
import { mediumOf } from './medium-of.ts';
import { prescriptionOrder } from './prescriptions.ts';

/** The plan on its patient, ready for dose: regions, density and beams in place. */
export interface Scene {
  readonly body: Region;
  /** In the plan's order. */
  readonly regions: ReadonlyMap<string, Region>;
  readonly images: ReadonlyMap<string, Volume>;
  readonly medium: Medium;
  /** Group by group, as the plan has them. */
  readonly beams: readonly (readonly PlacedBeam[])[];
  /** Of each phase, from the outermost inwards. */
  readonly prescriptions: readonly (readonly Prescription[])[];
  /** Of the medium's voxels, and of what body, each region and image are made from. */
  readonly hashes: {
    readonly medium: string;
    readonly body: string;
    readonly region: (name: string) => string;
    readonly image: (name: string) => string;
  };
}

export interface PrepareOptions {
  readonly threads: number;
  /** By the name that the plan uses. */
  readonly machines: ReadonlyMap<string, Machine>;
  /** What the dose calculation may hold, bytes. */
  readonly memoryBytes: number;
  readonly graph: Graph;
}

/** `scene` is absent where a diagnostic is an error. What `graph` holds of an earlier run is taken from there. */
export function prepare(
  plan: Plan,
  patient: LoadedPatient,
  options: PrepareOptions,
): { scene?: Scene; diagnostics: Diagnostic[] } {
  const { graph } = options;
  const keyOf = regionKeys(plan, patient);
  const remember: Remember = (what, make) => {
    // An image that is no ratio is what was read, which is kept already.
    const isMade = ({ value }: { value: unknown }): boolean =>
      !what.startsWith('image ') || ![...patient.images.values()].some((image) => image === value);
    return graph.step(keyOf(what), make, (made) => isMade(made) && !made.findings.some(isError));
  };
  const built = buildRegions(plan, patient.planning, patient.images, patient.structures, remember);
  const diagnostics: Diagnostic[] = [...built.findings];
  const failed = () => diagnostics.some(isError);
  const { body } = built;
  if (!body || failed()) return { diagnostics };

  const regions = new Map(built.regions.map((region) => [region.name, region]));
  const regionHash = (name: string): string => keyOf(`region ${name}`).hash;
  const orderOf = ({ prescriptions, precedence }: Phase): Prescription[] => {
    const hashes = prescriptions.map(({ region }) => regionHash(region));
    const key = stepKey('prescription order', prescriptions, precedence, hashes);
    const found = graph.step(key, () => prescriptionOrder({ prescriptions, precedence }, (name) => regions.get(name)));
    diagnostics.push(...found.diagnostics);
    return found.order;
  };
  const prescriptions = plan.schedule.phases.map(orderOf);

  const { id: _, facts: __, ...written } = plan.patient;
  const covered = [
    'body',
    ...(written.couch ? ['couch'] : []),
    ...written.bolus.map((_bolus, n) => `bolus ${n + 1}`),
  ].map((what) => keyOf(what).hash);
  const doseGrid = graph.step(stepKey('dose grid', patient.planning.grid, covered, plan.compute.gridMm), () =>
    doseGridFor(
      patient.planning.grid,
      [body, ...built.bolus, ...(built.couch ? [built.couch] : [])],
      plan.compute.gridMm,
    ),
  );
  const tooLarge = memoryFinding(plan, doseGrid, options);
  if (tooLarge) return { diagnostics: [...diagnostics, tooLarge] };

  const overridden = written.overrides.map((_override, n) => keyOf(`override ${n + 1}`).hash);
  const mediumKey = stepKey(
    'medium',
    written,
    patient.hashes.images.get(written.planningImage),
    [...covered, ...overridden],
    doseGrid,
  );
  const densities = graph.step(
    mediumKey,
    () => {
      const made = mediumOf(plan, patient, { ...built, body }, doseGrid);
      return { ...made, hash: contentHash(made.medium) };
    },
    (made) => made.medium !== undefined,
  );
  diagnostics.push(...densities.diagnostics);
  const { medium } = densities;
  if (!medium || failed()) return { diagnostics };

  const image = (name: string): string => keyOf(`image ${name}`).hash;
  const hashes = { medium: densities.hash, body: keyOf('body').hash, region: regionHash, image };
  const around = [hashes.body, hashes.medium, plan.regions.map(({ name }) => regionHash(name))];
  const beams = placeBeams(plan, patient, { body, regions, medium, around, graph }, options.machines, diagnostics);
  if (failed()) return { diagnostics };
  return { scene: { body, regions, images: built.images, medium, beams, prescriptions, hashes }, diagnostics };
}

function placeBeams(
  plan: Plan,
  patient: LoadedPatient,
  scene: {
    body: Region;
    regions: ReadonlyMap<string, Region>;
    medium: Medium;
    /** What a set-up depends on beside beam, machine and patient position. */
    around: readonly unknown[];
    graph: Graph;
  },
  machines: ReadonlyMap<string, Machine>,
  diagnostics: Diagnostic[],
): PlacedBeam[][] {
  const position = patientPositionOf(plan, patient, diagnostics);
  if (!position) return [];
  const planningGrid = patient.scanned ? patient.planning.grid : withAirAround(patient.planning.grid);
  return plan.beamGroups.map((group) => {
    const machine = machines.get(group.machine);
    // A machine that is not known has been reported where machines are read.
    if (!machine) return [];
    const { beams, ...common } = group;
    const saidOfIsocentre = new Set<string>();
    return beams.flatMap((beam) => {
      const { weight: _, muPerFraction: __, ...written } = beam;
      const key = stepKey('placed beam', common, written, constantHash(machine), position, planningGrid, scene.around);
      const { placed, found } = scene.graph.step(
        key,
        () => {
          const { beam: placed, diagnostics: found } = placeBeam({
            group,
            beam,
            machine,
            body: scene.body,
            regionByName: (name) => scene.regions.get(name),
            planningGrid,
            medium: scene.medium,
            patientPosition: position,
          });
          const ofIsocentre = (finding: Diagnostic): boolean => finding.range === group.isocentre.at;
          return { placed, found: found.map((finding) => ({ finding, ofIsocentre: ofIsocentre(finding) })) };
        },
        (made) => !made.found.some(({ finding }) => isError(finding)),
      );
      for (const { finding, ofIsocentre } of found) {
        // All beams of a group share its isocentre: what is wrong with it is said once.
        if (ofIsocentre && saidOfIsocentre.has(finding.code)) continue;
        if (ofIsocentre) saidOfIsocentre.add(finding.code);
        diagnostics.push(finding);
      }
      return placed ? [placed] : [];
    });
  });
}

/** A phantom ends where its image ends, and air is seen around it; only a scan can cut its patient. */
function withAirAround({ size, originMm, spacingMm }: Grid): Grid {
  return {
    size: [size[0] + 2, size[1] + 2, size[2] + 2],
    originMm: [originMm[0] - spacingMm[0], originMm[1] - spacingMm[1], originMm[2] - spacingMm[2]],
    spacingMm,
  };
}

const knownPositions = ['HFS', 'HFP', 'FFS', 'FFP'] as const;

function patientPositionOf(
  plan: Plan,
  { patientPosition }: LoadedPatient,
  diagnostics: Diagnostic[],
): (typeof knownPositions)[number] | undefined {
  const place = planningImageOf(plan.patient)?.at ?? plan.patient.at;
  if (patientPosition === undefined) {
    const message = `${plan.patient.planningImage} does not say how the patient lies; the beams are placed for head first, supine (HFS). Plan on a DICOM series where that is not so.`;
    diagnostics.push(diagnostic('RT4205', place, message));
    return 'HFS';
  }
  const position = knownPositions.find((p) => p === patientPosition);
  if (!position) {
    const message = `The planning image says the patient lies ${patientPosition}; beams can be placed for ${knownPositions.join(', ')} only. Plan on an image in one of these positions.`;
    diagnostics.push(diagnostic('RT4202', place, message));
  }
  return position;
}

function memoryFinding(plan: Plan, grid: Grid, { threads, memoryBytes }: PrepareOptions): Diagnostic | undefined {
  const beams = plan.beamGroups.reduce((count, group) => count + group.beams.length, 0);
  if (fits(grid, beams, threads, memoryBytes)) return undefined;
  const finest = largestGridThatFits(grid, beams, threads, memoryBytes);
  const needed = estimateMemoryBytes(grid, beams, threads);
  const gb = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const limit =
    needed > memoryBytes
      ? `${gb(memoryBytes)} may be used`
      : `more of it in one piece than the ${gb(kernelMemoryLimitBytes)} that WebAssembly can address`;
  return diagnostic(
    'RT4112',
    plan.compute.at ?? plan.at,
    `Dose on ${describeGrid(grid)} would need ${gb(needed)} of memory; ${limit}. ` +
      (finest
        ? `Write "grid = ${finest.spacingMm} mm" in the compute block: that fits.`
        : 'Not even 10 mm fits: plan on a smaller image.'),
  );
}
