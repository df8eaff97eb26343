import { contentUid } from './content-uid.ts';
import { decimalString } from './decimal-string.ts';

/** Elements by tag (`300A0010`). Numbers are for DS, IS and US; bytes for OW; items for SQ; no value is an empty element. */
export type WrittenElements = Readonly<Record<string, WrittenElement | undefined>>;
type WrittenElement = readonly [vr: Representation, ...values: (string | number | Uint8Array | WrittenElements)[]];
type Representation = 'AT' | 'CS' | 'DA' | 'DS' | 'IS' | 'LO' | 'OW' | 'PN' | 'SH' | 'SQ' | 'ST' | 'TM' | 'UI' | 'US';

/**
 * The bytes of a DICOM file, explicit little endian, text in UTF-8. The only place that knows dcmjs, which writes tags and lengths; what values look
 * like is decided here, because dcmjs cuts decimal strings at 16 characters and so loses exponents.
 */
export async function dicomFile(elements: WrittenElements): Promise<Uint8Array> {
  const { data, log } = await import('dcmjs');
  log.setLevel('error');
  const file = new data.DicomDict({
    '00020001': { vr: 'OB', Value: [new Uint8Array([0, 1]).buffer] },
    '00020002': { vr: 'UI', Value: [uidIn(elements, '00080016')] },
    '00020003': { vr: 'UI', Value: [uidIn(elements, '00080018')] },
    '00020010': { vr: 'UI', Value: [explicitLittleEndian] },
    '00020012': { vr: 'UI', Value: [contentUid('dosewright', 'implementation')] },
    '00020013': { vr: 'SH', Value: ['DOSEWRIGHT'] },
  });
  file.dict = dictOf({ '00080005': ['CS', 'ISO_IR 192'], ...elements });
  return new Uint8Array(file.write());
}

const explicitLittleEndian = '1.2.840.10008.1.2.1';

/**
 * Text as an element holds it: no control characters, no backslash (it parts values), no longer than the representation allows. The standard counts
 * characters and some programs count bytes; both are kept.
 */
function textValue(vr: Representation, text: string): string {
  const plain = text.replace(/[\u0000-\u001f\u007f\\]+/g, ' ').trim();
  const clean = vr === 'PN' ? plain.replace(/[\^=]+/g, ' ') : plain;
  const characters = [...clean];
  while (Buffer.byteLength(characters.join('')) > (longest[vr] ?? 64)) characters.pop();
  return characters.join('').trim();
}

const longest: Partial<Record<Representation, number>> = { CS: 16, DS: 16, IS: 12, SH: 16, ST: 1024 };

function dictOf(elements: WrittenElements): Record<string, { vr: string; Value: unknown[] }> {
  const dict: Record<string, { vr: string; Value: unknown[] }> = {};
  for (const tag of Object.keys(elements).sort()) {
    const element = elements[tag];
    if (!element) continue;
    const [vr, ...values] = element;
    dict[tag] = { vr, Value: values.map((value) => writtenValue(vr, value)) };
  }
  return dict;
}

function writtenValue(vr: Representation, value: string | number | Uint8Array | WrittenElements): unknown {
  if (value instanceof Uint8Array) return value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength);
  if (typeof value === 'number')
    return vr === 'US' || vr === 'AT' ? value : vr === 'DS' ? decimalString(value) : `${value}`;
  return typeof value === 'string' ? textValue(vr, value) : dictOf(value);
}

function uidIn(elements: WrittenElements, tag: string): string {
  const value = elements[tag]?.[1];
  if (typeof value !== 'string') throw new Error(`a DICOM file needs ${tag}`);
  return value;
}
