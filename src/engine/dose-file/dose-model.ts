import { highestDose } from '../../evaluate/hot-spot.ts';
import type { Dvh } from '../../evaluate/types.ts';
import { type Region, voxelCount, type Volume } from '../../patient/grid.ts';
import { sharedFloat32 } from '../../patient/files/shared-float32.ts';
import { gray, trimmed } from '../../preview/format.ts';
import type { LoadedModel } from '../../preview/loaded.ts';
import { noImage, type PreviewModel, type PreviewRegion, type VolumeKey } from '../../preview/model.ts';
import type { DoseQuality } from '../../preview/quality.ts';
import { contentKey } from '../preview-model.ts';

export interface ShownRegion {
  readonly region: Region;
  readonly role: PreviewRegion['role'];
}

export interface DoseParts {
  /** Gy. */
  readonly dose: Volume;
  /** "RT dose (PLAN)" */
  readonly origin: string;
  /** The one that the dose was computed on stands first; empty where it was not found. */
  readonly images: readonly { readonly name: string; readonly volume: Volume }[];
  readonly body?: Region;
  /** The body among them, where structures hold it. */
  readonly regions: readonly ShownRegion[];
  readonly dvhs: readonly Dvh[];
  /** Absent: the greatest dose of the file. */
  readonly hundredPercent?: { readonly doseGy: number; readonly text: string };
  readonly quality?: DoseQuality;
  readonly remarks: readonly string[];
}

/** A dose file as the preview shows it: a scene without a plan. Without an image the dose lies on one that is grey everywhere. */
export function doseModel(parts: DoseParts): LoadedModel {
  const volumes = new Map<VolumeKey, Float32Array>();
  const keep = (values: Float32Array): VolumeKey => {
    const key = contentKey(values);
    volumes.set(key, values);
    return key;
  };
  const { dose, body } = parts;
  const { doseGy: maxGy, positionMm: hottestMm } = highestDose(dose);
  const images =
    parts.images.length > 0
      ? parts.images.map(({ name, volume: { quantity, grid, values } }) => ({ name, quantity, grid, values }))
      : [{ name: noImage, quantity: noImage, grid: dose.grid, values: sharedFloat32(voxelCount(dose.grid)) }];
  const shown = ({ region: { name, grid, signedDistanceMm }, role }: ShownRegion): PreviewRegion => ({
    name,
    role,
    derived: false,
    grid,
    signedDistance: keep(signedDistanceMm),
  });
  const model: PreviewModel = {
    title: parts.origin,
    patientId: '',
    images: images.map((image) => ({ ...image, values: keep(image.values) })),
    dose: {
      grid: dose.grid,
      values: keep(dose.values),
      maxGy,
      hundredPercentGy: (parts.hundredPercent?.doseGy ?? maxGy) || 1,
      hundredPercentText:
        parts.hundredPercent?.text ??
        (maxGy > 0 ? `100 % = ${trimmed(maxGy, 2)} Gy, the highest of the file` : 'The dose is 0 Gy everywhere'),
    },
    maps: [],
    regions: [
      ...(body ? [shown({ region: body, role: 'body' })] : []),
      ...parts.regions.filter(({ region }) => region !== body).map(shown),
    ],
    dvhs: parts.dvhs.map((dvh) => ({ ...dvh, doseGy: [...dvh.doseGy], volumePercent: [...dvh.volumePercent] })),
    goals: [],
    outcome: [],
    beams: [],
    baselines: [],
    quality: parts.quality,
    file: {
      words: [
        parts.origin,
        `${dose.grid.spacingMm.map((mm) => trimmed(mm, 2)).join(' × ')} mm`,
        `at most ${gray(maxGy)}`,
      ].join(' · '),
      remarks: parts.remarks,
      hottestMm,
    },
  };
  return { model, volumes };
}
