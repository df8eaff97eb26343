import { join } from 'node:path';
import type { Diagnostic } from '../../plan/diagnostic.ts';
import { diagnostic } from '../../plan/diagnostics/catalogue.ts';
import { didYouMean } from '../../plan/did-you-mean.ts';
import type { Phase, ProvidedSource } from '../../plan/plan.ts';
import { readDicomHeader } from './dicom-file.ts';
import { inBatches, modalityOf } from './dicom-folder.ts';
import { filesIn, findInput } from './input-path.ts';
import { type RtPlan, readRtPlan } from './rtplan.ts';
import type { RtPlanBeam } from './rtplan-beam.ts';

export type PhotonBeam = Extract<RtPlanBeam, { kind: 'photon' }>;

/** `file` is absent where it cannot be read, `beams` where a diagnostic is an error. */
export interface LoadedBeams {
  readonly file?: RtPlan;
  readonly beams?: readonly PhotonBeam[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The photon beams that a plan takes from an RTPLAN, and all that can be said of them without a patient and a machine. */
export async function loadBeams(
  source: ProvidedSource,
  phase: Pick<Phase, 'fractions' | 'at'>,
  baseFolder: string,
): Promise<LoadedBeams> {
  const path = await planFile(source, baseFolder);
  if ('diagnostic' in path) return { diagnostics: [path.diagnostic] };
  const outcome = await readRtPlan(path.path);
  if ('problem' in outcome) {
    const message = `The plan "${source.path}" ${outcome.problem}. ${outcome.unreadable ? 'Export it again, or name the right file.' : 'Name an RT plan of external photon beams.'}`;
    return { diagnostics: [diagnostic(outcome.unreadable ? 'RT3004' : 'RT3060', source.at, message)] };
  }
  const { plan } = outcome;
  const unknown = unknownBeams(source, plan);
  const wanted = source.only
    ? plan.beams.filter(({ name }) => source.only!.some((beam) => beam.name === name))
    : plan.beams;
  const beams = wanted.filter((beam): beam is PhotonBeam => beam.kind === 'photon');
  const diagnostics = [
    ...unknown,
    ...wanted.flatMap((beam) => findingOf(beam, source)),
    ...fractionsFinding(source, plan, phase),
  ];
  if (beams.length === 0 && !diagnostics.some(({ severity }) => severity === 'error'))
    diagnostics.push(
      diagnostic(
        'RT3060',
        source.at,
        `None of the beams taken from "${source.path}" is a photon beam with monitor units, so there is no dose to compute.`,
      ),
    );
  const failed = diagnostics.some(({ severity }) => severity === 'error');
  return { file: plan, ...(failed ? {} : { beams }), diagnostics };
}

/** The RTPLAN that a plan names: the file, or the one in the folder. */
async function planFile(
  source: ProvidedSource,
  baseFolder: string,
): Promise<{ path: string } | { diagnostic: Diagnostic }> {
  const input = await findInput(source.path, baseFolder, source.at);
  if (input.kind === 'missing') return { diagnostic: input.diagnostic };
  if (input.kind === 'file') return { path: input.path };
  const paths = (await filesIn(input.path)).map((name) => join(input.path, name));
  const headers = await inBatches(paths, (path) => readDicomHeader(path));
  const plans = headers.flatMap((outcome) =>
    'file' in outcome && modalityOf(outcome.file) === 'RTPLAN' ? [outcome.file.path] : [],
  );
  if (plans.length === 1) return { path: plans[0] };
  const message = `The folder "${source.path}" holds ${plans.length === 0 ? 'no RT plan' : `${plans.length} RT plans`}. Name the file of the one to use.`;
  return { diagnostic: diagnostic('RT3060', source.at, message) };
}

function unknownBeams(source: ProvidedSource, plan: RtPlan): Diagnostic[] {
  const names = plan.beams.map(({ name }) => name);
  return (source.only ?? [])
    .filter(({ name }) => !names.includes(name))
    .map(({ name, at }) => {
      const near = didYouMean(name, names);
      const holds = names.slice(0, 12).map((known) => `"${known}"`);
      const rest = names.length > holds.length ? ` and ${names.length - holds.length} more` : '';
      return near
        ? diagnostic('RT3072', at, `The plan file holds no beam "${name}". Did you mean "${near}"?`, {
            fixes: [{ title: `Use "${near}"`, edits: [{ range: at, newText: JSON.stringify(near) }] }],
          })
        : diagnostic('RT3072', at, `The plan file holds no beam "${name}". It holds ${holds.join(', ')}${rest}.`);
    });
}

function findingOf(beam: RtPlanBeam, { at }: ProvidedSource): Diagnostic[] {
  if (beam.kind === 'photon') return [];
  if (beam.kind === 'left-out') {
    const message = beam.treats
      ? `Beam "${beam.name}" ${beam.reason} and not computed: its dose is missing from all that is shown. Name the beams to compute with "only" if that is meant.`
      : `Beam "${beam.name}" ${beam.reason} and left out.`;
    return [diagnostic(beam.treats ? 'RT3062' : 'RT3061', at, message)];
  }
  const code = ({ modifier: 'RT3063', couch: 'RT3064', incomplete: 'RT3065' } as const)[beam.why];
  return [
    diagnostic(
      code,
      at,
      `Beam "${beam.name}" ${beam.reason}. Nothing is computed rather than another dose; leave the beam out with "only", or plan it otherwise.`,
    ),
  ];
}

function fractionsFinding(
  source: ProvidedSource,
  { fractions }: RtPlan,
  phase: Pick<Phase, 'fractions' | 'at'>,
): Diagnostic[] {
  if (fractions === undefined || fractions === phase.fractions) return [];
  const message = `The plan file "${source.path}" is for ${fractions} ${fractions === 1 ? 'fraction' : 'fractions'}, and the schedule says ${phase.fractions}. Monitor units are per fraction, so the dose of the course would be another: write "schedule ${fractions} fractions".`;
  return [
    diagnostic('RT3066', phase.at, message, {
      related: [{ message: 'the beams are provided here', range: source.at }],
    }),
  ];
}
