import path from 'node:path';
import { createGraph } from '../engine/graph/graph.ts';
import { loadPatient } from '../engine/load-patient.ts';
import { loadImage } from '../patient/files/load-image.ts';
import { loadStructures } from '../patient/files/load-structures.ts';
import type { Region } from '../patient/grid.ts';
import { buildRegions } from '../patient/regions.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { startOfFile } from '../plan/source-range.ts';
import { planningFrame } from './planning-frame.ts';
import { sifted } from '../plan/suppression.ts';
import { readPlan } from '../engine/read-plan.ts';

/** Regions that two doses are compared in; `regions` is absent where a diagnostic is an error, or where the plan cannot be read. */
export interface ComparedRegions {
  readonly regions?: readonly Region[];
  /** Of the image that they lie on. */
  readonly frameOfReferenceUid?: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly unreadable?: string;
}

/** The regions of a plan, in its order, on its own patient; its beams take no part. */
export async function regionsOfPlan(name: string): Promise<ComparedRegions> {
  const read = readPlan(name);
  if ('unreadable' in read) return { diagnostics: [], unreadable: read.unreadable };
  const { plan } = read;
  if (!plan)
    return {
      diagnostics: read.diagnostics,
      unreadable: read.diagnostics.some((d) => d.severity === 'error') ? undefined : `${name} holds no plan`,
    };
  const baseFolder = path.dirname(read.file);
  const signal = new AbortController().signal;
  const patient = await loadPatient(plan, { baseFolder, signal, onProgress: () => undefined, graph: createGraph() });
  const shown = (found: readonly Diagnostic[]): Diagnostic[] => [
    ...read.diagnostics,
    ...sifted(found, plan.allows).diagnostics,
  ];
  if (!patient.loaded) return { diagnostics: shown(patient.diagnostics) };
  const { planning, images, structures } = patient.loaded;
  const built = buildRegions(plan, planning, images, structures);
  const diagnostics = shown([...patient.diagnostics, ...built.findings]);
  if (diagnostics.some((d) => d.severity === 'error')) return { diagnostics };
  return {
    regions: built.regions,
    frameOfReferenceUid: await planningFrame(plan, planning, baseFolder),
    diagnostics,
  };
}

/** All structures of an RT structure set, on the lattice of the CT that they were drawn on. */
export async function regionsOfStructureSet(file: string, ctFolder: string): Promise<ComparedRegions> {
  const baseFolder = process.cwd();
  const ct = await loadImage(
    { name: 'CT', source: { kind: 'dicom', path: ctFolder }, quantity: 'HU', at: startOfFile(path.resolve(ctFolder)) },
    { baseFolder, planning: true },
  );
  if (!ct.header || !ct.volume) return { diagnostics: ct.diagnostics };
  const set = await loadStructures(
    { kind: 'dicom', path: file, at: startOfFile(path.resolve(file)) },
    { baseFolder, planning: ct.header },
  );
  const diagnostics = [...ct.diagnostics, ...set.diagnostics];
  const { structures } = set;
  if (!structures) return { diagnostics };
  return {
    regions: structures.names.flatMap((name) => structures.region(name) ?? []),
    frameOfReferenceUid: ct.header.frameOfReferenceUid,
    diagnostics,
  };
}
