import { characterSet, type DicomDataset, has, itemsOf, type Tag, textOf } from './dicom-dataset.ts';

/** Attributes that say who a patient is, by their names in PS3.6; those of the basic profile of PS3.15, E.1 that hold a person's identity. */
const attributes: readonly { readonly tag: Tag; readonly name: string; readonly isPseudonymPlace?: true }[] = [
  { tag: 'x00100010', name: "Patient's Name", isPseudonymPlace: true },
  { tag: 'x00100020', name: 'Patient ID', isPseudonymPlace: true },
  { tag: 'x00100030', name: "Patient's Birth Date" },
  { tag: 'x00100032', name: "Patient's Birth Time" },
  { tag: 'x00101000', name: 'Other Patient IDs' },
  { tag: 'x00101002', name: 'Other Patient IDs Sequence' },
  { tag: 'x00101001', name: 'Other Patient Names' },
  { tag: 'x00101005', name: "Patient's Birth Name" },
  { tag: 'x00101040', name: "Patient's Address" },
  { tag: 'x00101060', name: "Patient's Mother's Birth Name" },
  { tag: 'x00102154', name: "Patient's Telephone Numbers" },
  { tag: 'x00102155', name: "Patient's Telecom Information" },
  { tag: 'x00104000', name: 'Patient Comments' },
];

/**
 * Names of the attributes of a file that tell who the patient is. Where the file says that the identity has been removed (0012,0062), name and ID are taken for
 * a pseudonym, and the rest is not.
 */
export function identifyingAttributes(dataset: DicomDataset): string[] {
  const isRemoved = textOf(dataset, 'x00120062')?.toUpperCase() === 'YES';
  return attributes
    .filter(({ tag, isPseudonymPlace }) => isFilled(dataset, tag) && !(isRemoved && isPseudonymPlace))
    .map(({ name }) => name);
}

/** Parts of name, number and birth date of a file's patient, in lower case: what a text must not repeat. */
export function identityWords(dataset: DicomDataset): string[] {
  const encoding = characterSet(dataset);
  const written = (['x00100010', 'x00100020', 'x00100030', 'x00101005'] as const).flatMap(
    (tag) => textOf(dataset, tag, encoding) ?? [],
  );
  return [...new Set(written.flatMap((text) => text.toLowerCase().split(/[\^\s=,;_]+/)))].filter(
    (part) => part.length > 2,
  );
}

function isFilled(dataset: DicomDataset, tag: Tag): boolean {
  return itemsOf(dataset, tag).length > 0 || (has(dataset, tag) && textOf(dataset, tag) !== undefined);
}
