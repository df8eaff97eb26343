import path from 'node:path';
import type { PhotonBeam } from '../patient/files/load-beams.ts';
import { readDicomHeader } from '../patient/files/dicom-file.ts';
import { inBatches, modalityOf } from '../patient/files/dicom-folder.ts';
import { uidOf } from '../patient/files/dicom-dataset.ts';
import { filesIn } from '../patient/files/input-path.ts';
import { readRtPlan, type RtPlan } from '../patient/files/rtplan.ts';
import { readRtStructures, type RtStructure } from '../patient/files/rtstruct.ts';
import { machines } from '../physics/machine.ts';
import { nominalBeam } from '../physics/nominal-beam.ts';

/** What a plan text is written from. Paths are as the text names them: relative to its folder, with slashes. */
export interface ImportInputs {
  readonly plan: RtPlan;
  readonly planPath: string;
  readonly ctPath: string;
  readonly structuresPath?: string;
  readonly structures: readonly RtStructure[];
  readonly patient: string;
  /** Machine as the text names it, and the beams it gives; `only` where these are not all of the file's. */
  readonly groups: readonly { readonly machine: string; readonly only?: readonly string[] }[];
}

/** Why nothing can be imported, a sentence each. */
export class ImportRefusal extends Error {
  readonly reasons: readonly string[];
  constructor(...reasons: string[]) {
    super(reasons.join('\n'));
    this.reasons = reasons;
  }
}

/** Reads plan and structure set and finds what the user did not name in the plan's folder. */
export async function findImportInputs(asked: {
  rtplan: string;
  out: string;
  ct?: string;
  structures?: string;
  machine?: string;
  only?: string[];
  patient: string;
}): Promise<ImportInputs> {
  const outcome = await readRtPlan(asked.rtplan);
  if ('problem' in outcome) throw new ImportRefusal(`${asked.rtplan} ${outcome.problem}.`);
  const { plan } = outcome;
  const beside = await neighbours(path.dirname(asked.rtplan));
  if (asked.ct === undefined && !beside.hasCt)
    throw new ImportRefusal(
      `There is no CT beside ${asked.rtplan}. Name the folder of the series that the plan was made on: --ct FOLDER.`,
    );
  const structuresFile = asked.structures ?? beside.structureSets.find(({ uid }) => uid === plan.structureSetUid)?.file;
  const inText = (file: string): string =>
    path.relative(path.dirname(asked.out), path.resolve(file)).split(path.sep).join('/') || '.';
  return {
    plan,
    planPath: inText(asked.rtplan),
    ctPath: inText(asked.ct ?? path.dirname(asked.rtplan)),
    ...(structuresFile === undefined ? {} : { structuresPath: inText(structuresFile) }),
    structures: structuresFile === undefined ? [] : await structuresIn(structuresFile),
    patient: asked.patient,
    groups: groupsOf(plan, asked),
  };
}

async function structuresIn(file: string): Promise<readonly RtStructure[]> {
  const outcome = await readRtStructures(file);
  if ('problem' in outcome) throw new ImportRefusal(`The structure set ${file} ${outcome.problem}.`);
  return outcome.structures;
}

/** What of a series and structure sets lies in a folder. */
async function neighbours(
  folder: string,
): Promise<{ hasCt: boolean; structureSets: { file: string; uid?: string }[] }> {
  const files = (await filesIn(folder)).map((name) => path.join(folder, name));
  const read = await inBatches(files, (file) => readDicomHeader(file));
  const found = read.flatMap((outcome) => ('file' in outcome ? [outcome.file] : []));
  return {
    hasCt: found.some((file) => modalityOf(file) === 'CT'),
    structureSets: found
      .filter((file) => modalityOf(file) === 'RTSTRUCT')
      .map((file) => ({ file: file.path, uid: uidOf(file.dataset, 'x00080018') })),
  };
}

/** Beams by the machine that gives them: the one asked for, else the product's of their energy and filter. */
function groupsOf(plan: RtPlan, { machine, only }: { machine?: string; only?: string[] }): ImportInputs['groups'] {
  const known = plan.beams.map(({ name }) => name);
  const unknown = (only ?? []).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new ImportRefusal(
      `The plan holds no beam ${unknown.map((name) => `"${name}"`).join(', ')}. It holds ${known.map((name) => `"${name}"`).join(', ')}.`,
    );
  const wanted = plan.beams.filter(({ name }) => !only || only.includes(name));
  const reasons = wanted.flatMap((beam) =>
    beam.kind === 'refused' || (beam.kind === 'left-out' && beam.treats) ? [`Beam "${beam.name}" ${beam.reason}.`] : [],
  );
  const byMachine = new Map<string, string[]>();
  for (const beam of wanted) {
    if (beam.kind !== 'photon') continue;
    const name = machine ?? standardMachineFor(beam);
    if (name) byMachine.set(name, [...(byMachine.get(name) ?? []), beam.name]);
    else
      reasons.push(
        `Beam "${beam.name}" is of ${beam.energyMv} MV, ${beam.fluence}, and no machine of the product is. Name a machine of that beam: --machine FILE.`,
      );
  }
  if (reasons.length > 0)
    throw new ImportRefusal(
      ...reasons,
      "What can be computed is imported alone with --only NAME for each beam; its dose is then a part of the plan's.",
    );
  if (byMachine.size === 0) throw new ImportRefusal('The plan holds no photon beam with monitor units.');
  const all = wanted.length === plan.beams.length;
  return [...byMachine].map(([name, beams]) => ({
    machine: name,
    ...(all && byMachine.size === 1 ? {} : { only: beams }),
  }));
}

function standardMachineFor(beam: PhotonBeam): string | undefined {
  for (const machine of machines.values()) {
    const { energyMv, flattened } = nominalBeam(machine);
    if (energyMv === beam.energyMv && flattened === (beam.fluence === 'flattened')) return machine.name;
  }
  return undefined;
}
