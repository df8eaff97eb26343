import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type ResultJson, resultJson, resultSchema } from '../engine/result-json.ts';
import type { RunResult } from '../engine/results.ts';
import { writeNrrd } from '../patient/files/nrrd.ts';
import { type MapName, mapNames, mapWords } from '../preview/map-names.ts';
import { dicomNames, writeDicomResults } from './dicom-results.ts';
import { dvhCsv } from './dvh-csv.ts';
import { resultLockName } from './lock-file.ts';
import { pictures } from './pictures.ts';
import { previewNotice } from './preview-notice.ts';
import type { PlanFile } from '../engine/read-plan.ts';

const pictureNames = ['axial', 'coronal', 'sagittal', 'dvh', 'beams'].flatMap((name) => [`${name}.svg`, `${name}.png`]);
/** `result.json` comes last: where it stands, everything else does. */
const resultNames = ['dose.nrrd', 'dvh.csv', ...pictureNames, 'result.json'];

/** The text that a result is of, and what it allows of its own findings. */
type WrittenPlan = Pick<PlanFile, 'file' | 'text' | 'suppressed'>;

/**
 * Writes `dose.nrrd` (float32 Gy, LPS), `dvh.csv`, pictures of the three slices through the first isocentre, of the DVH and of the beams, and `result.json`; where
 * `dicomBits` is given `dose.dcm` too, with so many bits a value, and the `plan.dcm` it refers to. In preview quality the names say so, and so do the files.
 * Everything is made in a folder beside and moved in at the end, so that an interruption leaves no results rather than some.
 */
export async function writeResults(
  out: string,
  result: RunResult,
  plan: WrittenPlan,
  extra: { readonly dicomBits?: 16 | 32; readonly lock?: string } = {},
): Promise<string[]> {
  const { dicomBits, lock } = extra;
  fs.mkdirSync(out, { recursive: true });
  const isPreview = result.quality.kind === 'preview';
  const making = fs.mkdtempSync(path.join(out, '.writing-'));
  try {
    const json = jsonOf(result, plan);
    const write = (name: string, content: string | Uint8Array): void =>
      fs.writeFileSync(path.join(making, name), content);
    const dose = { grid: result.doseGrid, values: result.doseGy, quantity: 'Gy' } as const;
    write('dose.nrrd', writeNrrd(dose, 'gzip', isPreview ? { quality: previewNotice(result.quality) } : {}));
    if (dicomBits)
      await writeDicomResults(making, result, { planFile: plan.file, textSha256: json.plan.sha256, bits: dicomBits });
    for (const { name, grid, values, model } of result.maps) {
      const { title, unit } = mapWords[name];
      const notes = { map: title, unit, model, ...(isPreview ? { quality: previewNotice(result.quality) } : {}) };
      write(mapFile(name), writeNrrd({ grid, values, quantity: 'raw' }, 'gzip', notes));
    }
    write('dvh.csv', dvhCsv(result));
    for (const [name, content] of Object.entries(await pictures(result))) write(name, content);
    if (lock !== undefined) write(resultLockName, lock);
    write('result.json', `${JSON.stringify(json, null, 2)}\n`);
    const maps = result.maps.map(({ name }) => mapFile(name));
    const names = [
      ...maps,
      ...(dicomBits ? dicomNames : []),
      ...(lock === undefined ? [] : [resultLockName]),
      ...resultNames,
    ];
    const files = names.map((name) => path.join(out, isPreview ? ofPreview(name) : name));
    for (const [n, file] of files.entries()) fs.renameSync(path.join(making, names[n]), file);
    return files;
  } finally {
    fs.rmSync(making, { recursive: true, force: true });
  }
}

/** A result as `result.json` has it. */
export function jsonOf(result: RunResult, plan: WrittenPlan): ResultJson {
  return resultSchema.parse(
    resultJson(result, {
      file: path.basename(plan.file),
      sha256: createHash('sha256').update(plan.text).digest('hex'),
      relative: (file) => (path.isAbsolute(file) ? path.relative(path.dirname(plan.file), file) : file),
      suppressed: plan.suppressed,
    }),
  );
}

/** Removes what an earlier run wrote to the folder, and nothing else. */
export function removeResults(out: string, { keepLock = false } = {}): void {
  for (const name of [
    ...mapNames.flatMap((map) => [mapFile(map), ofPreview(mapFile(map))]),
    ...dicomNames,
    ...(keepLock ? [] : [resultLockName]),
    ...resultNames,
    ...resultNames.map(ofPreview),
  ])
    fs.rmSync(path.join(out, name), { force: true });
}

/** "map-eqd2.nrrd" */
function mapFile(name: MapName): string {
  return `map-${name}.nrrd`;
}

/** "dose.preview.nrrd": nothing that looks for the final dose finds a preview. */
function ofPreview(name: string): string {
  return name.replace(/\.\w+$/, '.preview$&');
}
