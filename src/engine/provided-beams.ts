import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { Beam, BeamGroup, Plan, ProvidedSource } from '../plan/plan.ts';
import { phaseOf } from '../plan/schedule.ts';
import { type LoadedBeams, loadBeams, type PhotonBeam } from '../patient/files/load-beams.ts';
import type { RtPlan } from '../patient/files/rtplan.ts';
import type { Machine } from '../physics/machine.ts';
import type { LoadedPatient } from './load-patient.ts';
import { machineFindings } from './provided-machine.ts';

/** The plan with the beams of its files in place, each with its delivery; absent where a diagnostic is an error. */
export async function withProvidedBeams(
  plan: Plan,
  patient: Pick<LoadedPatient, 'patientPosition' | 'frameOfReferenceUid' | 'scanned'>,
  machines: ReadonlyMap<string, Machine>,
  baseFolder: string,
): Promise<{ readonly plan?: Plan; readonly diagnostics: readonly Diagnostic[] }> {
  const diagnostics: Diagnostic[] = [];
  const beamGroups: BeamGroup[] = [];
  for (const group of plan.beamGroups) {
    const { provided } = group;
    if (!provided) {
      beamGroups.push(group);
      continue;
    }
    const loaded = await loadBeams(provided, phaseOf(plan.schedule, group), baseFolder);
    diagnostics.push(...loaded.diagnostics, ...patientFindings(provided, loaded, patient));
    if (!loaded.beams) continue;
    const machine = machines.get(group.machine);
    if (machine) diagnostics.push(...machineFindings(machine, provided, loaded.beams));
    beamGroups.push({ ...group, beams: loaded.beams.map((beam) => planBeam(beam, provided)) });
  }
  const failed = diagnostics.some(({ severity }) => severity === 'error');
  return { ...(failed ? {} : { plan: { ...plan, beamGroups } }), diagnostics };
}

function planBeam({ name, muPerFraction, delivery }: PhotonBeam, { at }: ProvidedSource): Beam {
  const [{ gantryDeg, couchDeg, collimatorDeg }] = delivery.controlPoints;
  // Places of their own, so that findings about one beam are not taken for those about its group.
  const aperture = { kind: 'delivered' as const, delivery, at: { ...at } };
  return { name, gantryDeg, couchDeg, collimatorDeg, aperture, weight: 1, muPerFraction, at: { ...at } };
}

/** Whether the file speaks of the patient as the planning image shows him. */
function patientFindings(
  { path, at }: ProvidedSource,
  { file, beams = [] }: LoadedBeams,
  patient: Pick<LoadedPatient, 'patientPosition' | 'frameOfReferenceUid' | 'scanned'>,
): Diagnostic[] {
  const lies = beams.find(
    ({ patientPosition }) => patientPosition !== undefined && patientPosition !== (patient.patientPosition ?? 'HFS'),
  );
  const findings: Diagnostic[] = [];
  if (lies)
    findings.push(
      diagnostic(
        'RT3067',
        at,
        `The plan file "${path}" treats the patient ${lies.patientPosition} (beam "${lies.name}"), and on the planning image the patient lies ${patient.patientPosition ?? 'head first supine (HFS), as is assumed'}. Every beam would come from another side. Use the plan made on this image.`,
      ),
    );
  return file ? [...findings, ...frameFinding(path, at, file, patient)] : findings;
}

function frameFinding(
  path: string,
  at: ProvidedSource['at'],
  { frameOfReferenceUid: frame }: RtPlan,
  { frameOfReferenceUid: planning, scanned }: Pick<LoadedPatient, 'frameOfReferenceUid' | 'scanned'>,
): Diagnostic[] {
  // A phantom has no frame of its own: who plans a file's beams on it wants the file's coordinates there.
  if (!scanned || (frame !== undefined && frame === planning)) return [];
  if (frame !== undefined && planning !== undefined)
    return [
      diagnostic(
        'RT3068',
        at,
        `The plan file "${path}" is in another frame of reference than the planning image, so its isocentres mean another place. Use the plan made on this image.`,
      ),
    ];
  const who = frame === undefined ? `the plan file "${path}"` : 'the planning image';
  return [
    diagnostic(
      'RT3016',
      at,
      `Nothing but coordinates says that the beams belong to the planning image: ${who} states no frame of reference. Look at isocentres and depths before using the dose.`,
    ),
  ];
}
