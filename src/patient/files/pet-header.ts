import { codeOf, type DicomDataset, itemsOf, numberOf, type Tag, textOf } from './dicom-dataset.ts';
import type { DicomFile } from './dicom-file.ts';
import type { PetHeader } from './suv.ts';

/** Collects what SUV needs from the headers of a PET series. */
export function petHeaderOf(files: readonly DicomFile[]): PetHeader {
  const { dataset } = files[0];
  const tracer = itemsOf(dataset, 'x00540016')[0] ?? dataset;
  return {
    units: codeOf(dataset, 'x00541001'),
    suvType: codeOf(dataset, 'x00541006'),
    decayCorrection: codeOf(dataset, 'x00541102'),
    correctedImage: (textOf(dataset, 'x00280051') ?? '').split('\\').filter((correction) => correction !== ''),
    weightKg: numberOf(dataset, 'x00101030'),
    injectedBq: numberOf(tracer, 'x00181074'),
    halfLifeS: numberOf(tracer, 'x00181075'),
    injectionDateTime: textOf(tracer, 'x00181078'),
    injectionTime: textOf(tracer, 'x00181072'),
    seriesDate: textOf(dataset, 'x00080021'),
    seriesTime: textOf(dataset, 'x00080031'),
    geScanDateTime: privateText(dataset, 'x0009', '0d', 'GEMS_PETD_01'),
    philipsSuvFactor: positive(privateText(dataset, 'x7053', '00', 'Philips PET Private Group')),
    philipsActivityFactor: positive(privateText(dataset, 'x7053', '09', 'Philips PET Private Group')),
    slices: files.map(({ dataset: slice }) => ({
      acquisitionDate: textOf(slice, 'x00080022'),
      acquisitionTime: textOf(slice, 'x00080032'),
      frameReferenceTimeMs: numberOf(slice, 'x00541300'),
      frameDurationMs: numberOf(slice, 'x00181242'),
    })),
  };
}

/** A private element, found through the block that its creator reserved (PS3.5, section 7.8.1). */
function privateText(dataset: DicomDataset, group: Tag, element: string, creator: string): string | undefined {
  for (let block = 0x10; block <= 0xff; block++) {
    const hex = block.toString(16).padStart(2, '0');
    if (textOf(dataset, `${group}00${hex}`) === creator) return textOf(dataset, `${group}${hex}${element}`);
  }
  return undefined;
}

function positive(text: string | undefined): number | undefined {
  const value = text === undefined ? NaN : Number(text);
  return value > 0 ? value : undefined;
}
