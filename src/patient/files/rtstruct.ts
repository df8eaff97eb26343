import { readFile } from 'node:fs/promises';
import type { ContourPlane } from '../contours.ts';
import {
  characterSet,
  codeOf,
  type DicomDataset,
  has,
  itemsOf,
  looksLikeDicom,
  numberOf,
  numbersOf,
  parseDataset,
  textOf,
  uidOf,
} from './dicom-dataset.ts';
import { readDicomHeader } from './dicom-file.ts';

/** One structure of an RT structure set, as the file has it. */
export interface RtStructure {
  readonly name: string;
  /** The ROI number by which other objects refer to it. */
  readonly number?: number;
  /** EXTERNAL, PTV, ORGAN …, where the file says so. */
  readonly interpretedType?: string;
  readonly frameOfReferenceUid?: string;
  /** Series and instances that the contours were drawn on. */
  readonly referencedUids: ReadonlySet<string>;
  /** Present where contours were read; closed contours on axial planes only. */
  readonly planes: readonly ContourPlane[];
  /** Contours that enclose no area: points, open lines, fewer than three corners. */
  readonly unusable: number;
  /** Closed contours that do not lie on axial planes. */
  readonly notAxial: number;
  /** Contours whose coordinates are not triples of numbers. */
  readonly damaged: number;
}

/** A problem is a clause that goes on "the structure set …". */
export type RtStructureOutcome = { readonly structures: readonly RtStructure[] } | { readonly problem: string };

/** Reads all structures with their contours, LPS mm. */
export async function readRtStructures(path: string): Promise<RtStructureOutcome> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch {
    return { problem: 'cannot be opened' };
  }
  if (!looksLikeDicom(bytes)) return { problem: 'is not a DICOM file' };
  const dataset = parseDataset(bytes);
  return dataset ? structuresOf(dataset) : { problem: 'is cut short or damaged' };
}

/** Names and frames only, without reading contours where the file lets it. */
export async function readRtStructureNames(path: string): Promise<RtStructureOutcome> {
  const outcome = await readDicomHeader(path, 1024 * 1024);
  return 'file' in outcome
    ? structuresOf(outcome.file.dataset, { contours: false })
    : {
        problem: {
          'cut short': 'is cut short or damaged',
          'not DICOM': 'is not a DICOM file',
          'not readable': 'cannot be opened',
        }[outcome.unreadable],
      };
}

function structuresOf(dataset: DicomDataset, { contours } = { contours: true }): RtStructureOutcome {
  const modality = codeOf(dataset, 'x00080060');
  if (modality !== 'RTSTRUCT')
    return { problem: `holds ${modality ?? 'an unknown kind of object'}, not RT structures` };
  const encoding = characterSet(dataset);
  const referencedByFrame = new Map(
    itemsOf(dataset, 'x30060010').map((frame) => [uidOf(frame, 'x00200052'), referencedUids(frame)]),
  );
  const types = new Map(
    itemsOf(dataset, 'x30060080').map((item) => [numberOf(item, 'x30060084'), codeOf(item, 'x300600a4')]),
  );
  const drawn = new Map<number | undefined, DicomDataset[]>();
  for (const item of itemsOf(dataset, 'x30060039')) {
    const roi = numberOf(item, 'x30060084');
    drawn.set(roi, [...(drawn.get(roi) ?? []), ...itemsOf(item, 'x30060040')]);
  }

  const structures = itemsOf(dataset, 'x30060020').map((item): RtStructure => {
    // ROI number 0 is as good as any other.
    const roi = numberOf(item, 'x30060022');
    const frame = uidOf(item, 'x30060024') ?? uidOf(dataset, 'x00200052');
    const ownContours = contours ? (drawn.get(roi) ?? []) : [];
    const referenced = new Set(referencedByFrame.get(frame));
    for (const contour of ownContours)
      for (const image of itemsOf(contour, 'x30060016')) addUid(referenced, uidOf(image, 'x00081155'));
    return {
      name: textOf(item, 'x30060026', encoding)?.slice(0, 64) ?? `ROI ${roi ?? '?'}`,
      number: roi,
      interpretedType: types.get(roi),
      frameOfReferenceUid: frame,
      referencedUids: referenced,
      ...planesOf(ownContours),
    };
  });
  return { structures: numbered(structures) };
}

/** Structures that share a name become "NAME (1)", "NAME (2)". */
function numbered(structures: readonly RtStructure[]): RtStructure[] {
  const seen = new Map<string, number>();
  return structures.map((structure) => {
    if (structures.filter(({ name }) => name === structure.name).length === 1) return structure;
    const number = (seen.get(structure.name) ?? 0) + 1;
    seen.set(structure.name, number);
    return { ...structure, name: `${structure.name} (${number})` };
  });
}

/** All series and instances below one item of ReferencedFrameOfReferenceSequence. */
function referencedUids(frame: DicomDataset): Set<string> {
  const uids = new Set<string>();
  for (const study of itemsOf(frame, 'x30060012')) {
    for (const series of itemsOf(study, 'x30060014')) {
      addUid(uids, uidOf(series, 'x0020000e'));
      for (const image of itemsOf(series, 'x30060016')) addUid(uids, uidOf(image, 'x00081155'));
    }
  }
  return uids;
}

function addUid(uids: Set<string>, uid: string | undefined): void {
  if (uid !== undefined) uids.add(uid);
}

/** The closed contours, gathered by plane, and how many could not be used. With even–odd filling XOR contours are closed contours like others. */
function planesOf(
  contours: readonly DicomDataset[],
): Pick<RtStructure, 'planes' | 'unusable' | 'notAxial' | 'damaged'> {
  const byPlane = new Map<number, { zMm: number; polygons: Float64Array[] }>();
  let unusable = 0;
  let notAxial = 0;
  let damaged = 0;
  for (const contour of contours) {
    const type = has(contour, 'x30060042') ? codeOf(contour, 'x30060042') : 'CLOSED_PLANAR';
    const data = numbersOf(contour, 'x30060050');
    if (type !== 'CLOSED_PLANAR' && type !== 'CLOSEDPLANAR_XOR') unusable++;
    else if (data.length % 3 !== 0 || !data.every(Number.isFinite)) damaged++;
    else if (data.length < 9) unusable++;
    else if (heightOf(data) > axialWithinMm) notAxial++;
    else {
      // Planes are told apart by hundredths of a millimetre; writers round their coordinates.
      const key = Math.round(100 * data[2]);
      const plane = byPlane.get(key) ?? { zMm: data[2], polygons: [] };
      plane.polygons.push(inPlane(data));
      byPlane.set(key, plane);
    }
  }
  return { planes: [...byPlane.values()].sort((a, b) => a.zMm - b.zMm), unusable, notAxial, damaged };
}

/** The corners of a contour on an axial plane differ in z by no more than this, mm. */
const axialWithinMm = 0.1;

function heightOf(xyz: readonly number[]): number {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 2; i < xyz.length; i += 3) {
    low = Math.min(low, xyz[i]);
    high = Math.max(high, xyz[i]);
  }
  return high - low;
}

function inPlane(xyz: readonly number[]): Float64Array {
  const xy = new Float64Array((xyz.length / 3) * 2);
  for (let i = 0, o = 0; i < xyz.length; i += 3) {
    xy[o++] = xyz[i];
    xy[o++] = xyz[i + 1];
  }
  return xy;
}
