import { statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { AstUtils, type AstNode } from 'langium';
import type { Provided } from '../language/generated/ast.ts';
import { rangeOf, spanOf } from '../language/source.ts';
import { type LoadedBeams, loadBeams } from '../patient/files/load-beams.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Phase, ProvidedSource } from '../plan/plan.ts';
import { phaseOf } from '../plan/schedule.ts';
import { numberInWords } from '../units/quantity.ts';
import type { PlanDocument } from './plan-document.ts';
import type { Workspace } from './workspace.ts';

/** What the plan files say that the open plans take beams from. Nothing is read in an untrusted workspace. */
export interface ProvidedFiles {
  /** What is wrong with the files of a plan without errors, and beams that they do not hold. */
  findingsOf(plan: PlanDocument): Promise<readonly Diagnostic[]>;
  /** Names of the beams in the file named by the statement at a place. */
  beamNamesAt(plan: PlanDocument, offset: number): Promise<readonly string[]>;
  /** The beams that a statement takes from its file, as a Markdown table. */
  beamsInWords(plan: PlanDocument, node: AstNode): Promise<string | undefined>;
  /** The text was closed. */
  forget(uri: string): void;
}

export function createProvidedFiles(workspace: Workspace): ProvidedFiles {
  const memory = new Map<string, Map<string, Promise<LoadedBeams>>>();

  /** As read last, unless the file or the text about it has changed. Plan files are small: an edit that moves the lines reads them again. */
  function load(
    plan: PlanDocument,
    source: ProvidedSource,
    phase: Pick<Phase, 'fractions' | 'at'>,
  ): Promise<LoadedBeams> {
    const folder = dirname(plan.file);
    const changed = statSync(resolve(folder, source.path), { throwIfNoEntry: false })?.mtimeMs;
    const state = JSON.stringify([source, phase.fractions, phase.at, changed]);
    const known = memory.get(plan.uri) ?? new Map<string, Promise<LoadedBeams>>();
    const loaded = known.get(state) ?? loadBeams(source, phase, folder);
    memory.set(plan.uri, new Map([...known].slice(-8)).set(state, loaded));
    return loaded;
  }

  function isReadable(plan: PlanDocument): boolean {
    return workspace.trusted && isAbsolute(plan.file) && plan.uri.startsWith('file:');
  }

  /** What a statement says of its file, also while the text has errors elsewhere. */
  async function fileOf(plan: PlanDocument, node: Provided): Promise<LoadedBeams | undefined> {
    if (!isReadable(plan) || node.source?.$type !== 'FileSource' || !node.source.path) return undefined;
    const at = rangeOf(node);
    return load(plan, { path: node.source.path, at }, { fractions: 0, at });
  }

  return {
    async findingsOf(plan) {
      const resolved = isReadable(plan) ? workspace.inspectionOf(plan).plan : undefined;
      const groups = resolved?.beamGroups.filter(({ provided }) => provided !== undefined) ?? [];
      const loaded = await Promise.all(
        groups.map((group) => load(plan, group.provided!, phaseOf(resolved!.schedule, group))),
      );
      return loaded.flatMap(({ diagnostics }) => diagnostics);
    },
    async beamNamesAt(plan, offset) {
      const node = providedIn(plan).find((candidate) => {
        const { start, end } = spanOf(candidate);
        return start <= offset && offset <= end + 1;
      });
      const loaded = node && (await fileOf(plan, node));
      return loaded?.file?.beams.map(({ name }) => name) ?? [];
    },
    async beamsInWords(plan, node) {
      const provided = AstUtils.getContainerOfType(node, (one): one is Provided => one.$type === 'Provided');
      const beams = provided && (await fileOf(plan, provided))?.file?.beams;
      if (!beams) return undefined;
      const rows = beams.map((beam) => {
        if (beam.kind !== 'photon') return `| ${beam.name} | – | – | ${beam.reason} |`;
        const points = beam.delivery.controlPoints;
        const angles = [points[0].gantryDeg, points[points.length - 1].gantryDeg].map((angle) => numberInWords(angle));
        return `| ${beam.name} | ${angles[0] === angles[1] ? angles[0] : angles.join(' to ')} | ${points.length} | ${numberInWords(beam.muPerFraction)} MU |`;
      });
      return `| beam | gantry (deg) | control points | per fraction |\n| --- | --- | --- | --- |\n${rows.join('\n')}`;
    },
    forget(uri) {
      memory.delete(uri);
    },
  };
}

function providedIn(plan: PlanDocument): Provided[] {
  return AstUtils.streamAst(plan.source.tree)
    .filter((node): node is Provided => node.$type === 'Provided')
    .toArray();
}
