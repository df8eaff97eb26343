import { evidenceOf } from '../engine/outcome/complications.ts';
import { outcomeRows } from '../engine/outcome/rows.ts';
import type { RunResult } from '../engine/results.ts';
import { densityCurves } from '../evidence/density-curves.ts';
import { materialRangesSource, materialTable } from '../evidence/materials.ts';
import type { EvidenceSource } from '../evidence/sources.ts';
import { calibrationNamed } from '../evidence/uptake-calibrations.ts';
import { beamQualities } from '../physics/kernel.ts';
import type { Machine } from '../physics/machine.ts';
import attenuationAir from '../physics/data/attenuation-air.json' with { type: 'json' };
import attenuation from '../physics/data/attenuation.json' with { type: 'json' };
import energyShares from '../physics/data/energy-shares.json' with { type: 'json' };
import { tissueOfRegion } from '../plan/tissue-of-region.ts';

/** A publication, or whatever else stands for a number, with all that rests on it. */
export interface CitedWork {
  readonly citation: string;
  readonly doi?: string;
  /** What has to be known of the source: that a transcription was not compared with it. */
  readonly note?: string;
  readonly uses: readonly string[];
}

/** `leaves.transmission`, its value, and where that is from. */
export interface MachineNumber {
  readonly place: string;
  readonly value: string;
  readonly source: string;
}

export interface Bibliography {
  readonly works: readonly CitedWork[];
  readonly machines: readonly { readonly name: string; readonly numbers: readonly MachineNumber[] }[];
  /** Numbers that the plan states by itself. */
  readonly ownNumbers: readonly string[];
}

/** Where every number comes from that a result rests on: goals, prescription, tissues, models, machines, the physics' own data; each source once. */
export function bibliographyOf(result: RunResult, machines: ReadonlyMap<string, Machine>): Bibliography {
  const works = new Map<string, { doi?: string; note?: string; uses: Set<string> }>();
  const cite = (citation: string, use: string, of: { doi?: string; note?: string } = {}): void => {
    const work = works.get(citation) ?? { ...of, uses: new Set<string>() };
    work.uses.add(use);
    works.set(citation, work);
  };
  const { plan } = result;
  const { sources } = evidenceOf(plan);

  for (const citation of plan.follows?.citations ?? [])
    cite(citation, `rule of the group ${plan.follows!.protocol}.${plan.follows!.group}`);
  for (const { text, source } of plan.goals) {
    if (source === undefined) continue;
    for (const { citation, ...about } of sourcesNamed(source, sources)) cite(citation, `goal ${text}`, about);
  }
  for (const { name, value, unit, source } of plan.patient.facts)
    if (source !== undefined) cite(source, `fact ${name} = ${[String(value), unit ?? ''].join(' ').trimEnd()}`);
  for (const tissue of tissuesInUse(result)) {
    const parameters = Object.entries(tissue.parameters).map(([name, { value, unit }]) =>
      `${name} ${value} ${unit}`.trimEnd(),
    );
    if (tissue.source !== undefined)
      cite(tissue.source, `tissue ${tissue.name}, where the plan states none of its own: ${parameters.join(', ')}`);
  }
  for (const { name, biology, tissue } of plan.regions) {
    const oxygen = biology?.oxygen ?? plan.tissues.find((candidate) => candidate.name === tissue)?.oxygen;
    if (oxygen)
      cite(calibrationNamed(oxygen.by).source, `oxygen pressure in ${name} from ${oxygen.image}, ${oxygen.by}`);
  }
  for (const { region, what, model, source } of outcomeRows(result)) {
    const known = sources.find(({ citation }) => citation === source);
    // Several models make a control, each with its own citation.
    for (const citation of what === 'TCP' ? source.split('; ') : [source])
      cite(citation, `${what} of ${region}: ${model}`, known && aboutOf(known));
  }
  for (const machine of machines.values()) citeBeam(machine, cite);
  const { curve, points } = plan.patient.density;
  const density = densityCurves.find(({ name }) => name === curve);
  if (density && !points) cite(density.source, `density curve ${curve}`);
  for (const { material, source } of materialTable) cite(source, `nominal density of ${material}`);
  cite(materialRangesSource, 'HU that stand for each material');
  cite(attenuation.source, 'attenuation of photons in tissues');
  cite(attenuationAir.source, 'attenuation of photons in air');
  cite(energyShares.source, 'energy given to electrons and to scatter');

  return {
    works: [...works].map(([citation, { uses, ...about }]) => ({ citation, ...about, uses: [...uses] })),
    machines: [...machines.values()].map((machine) => ({ name: machine.name, numbers: machineNumbers(machine) })),
    ownNumbers: ownNumbers(result),
  };
}

/** The kernel and spectrum of a machine's beam. */
function citeBeam(machine: Machine, cite: (citation: string, use: string) => void): void {
  const { kernel, spectrum } = beamQualities[machine.beamQuality];
  cite(kernel.source, `kernel ${machine.beamQuality} of ${machine.name}`);
  if (!machine.spectrum) cite(spectrum.source, `spectrum ${machine.beamQuality} of ${machine.name}`);
}

/** Every number of a machine with what its data say of where it is from: a publication, a measurement or a choice. */
function machineNumbers(machine: Machine): MachineNumber[] {
  const found: MachineNumber[] = [];
  const walk = (of: unknown, place: string): void => {
    if (typeof of !== 'object' || of === null || Array.isArray(of)) return;
    if ('source' in of && typeof of.source === 'string')
      found.push({ place, value: 'value' in of ? valueInWords(of.value) : '', source: of.source });
    else for (const [key, part] of Object.entries(of)) walk(part, place === '' ? key : `${place}.${key}`);
  };
  walk(machine, '');
  const { statement, madeBy } = machine.calibration;
  return [...found, { place: 'calibration', value: statement, source: madeBy }];
}

function valueInWords(value: unknown): string {
  if (Array.isArray(value)) return `${value.length} numbers`;
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${String(part)}`)
    .join(', ');
}

/** The sources that a goal's citation stands for: `std.quantec` is a source, or a series of them; a house's protocol is a text. */
function sourcesNamed(
  name: string,
  sources: readonly EvidenceSource[],
): readonly { readonly citation: string; readonly doi?: string; readonly note?: string }[] {
  const found = sources.filter(({ module, title }) => name === `std.${module}` || name === module || name === title);
  if (found.length === 0) return [{ citation: name, note: 'named by the plan; not in the evidence base' }];
  return found.map((source) => ({
    citation: source.citation,
    ...aboutOf(source),
    ...(found.length > 1 ? { note: `one of ${found.length} papers that ${name} stands for` } : {}),
  }));
}

function aboutOf({ doi, unchecked }: EvidenceSource): { readonly doi?: string; readonly note?: string } {
  return { ...(doi === undefined ? {} : { doi }), ...(unchecked === undefined ? {} : { note: unchecked }) };
}

function tissuesInUse({ plan }: RunResult): RunResult['plan']['tissues'] {
  const used = new Set(plan.regions.map((region) => tissueOfRegion(plan, region)));
  return plan.tissues.filter((tissue) => used.has(tissue));
}

function ownNumbers(result: RunResult): string[] {
  const { plan } = result;
  return [
    ...plan.goals.flatMap(({ text, source }) => (source === undefined ? [`goal ${text}`] : [])),
    ...tissuesInUse(result).flatMap(({ name, source }) => (source === undefined ? [`all of tissue ${name}`] : [])),
    ...(plan.patient.density.points ? ['the density curve'] : []),
    ...(plan.follows ? [] : ['dose and fractions of the prescription']),
  ];
}
