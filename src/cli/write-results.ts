import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type ResultJson, resultJson, resultSchema } from '../engine/result-json.ts';
import type { RunResult } from '../engine/results.ts';
import { writeNrrd } from '../patient/files/nrrd.ts';
import { dicomNames, writeDicomResults } from './dicom-results.ts';
import { dvhCsv } from './dvh-csv.ts';
import { pictures } from './pictures.ts';

const pictureNames = ['axial', 'coronal', 'sagittal', 'dvh'].flatMap((name) => [`${name}.svg`, `${name}.png`]);
/** `result.json` comes last: where it stands, everything else does. */
const resultNames = ['dose.nrrd', 'dvh.csv', ...pictureNames, 'result.json'];

/**
 * Writes `dose.nrrd` (float32 Gy, LPS), `dvh.csv`, pictures of the three slices through the first isocentre and of the DVH, and `result.json`; where
 * `dicomBits` is given `dose.dcm` too, with so many bits a value, and the `plan.dcm` it refers to.
 * Everything is made in a folder beside and moved in at the end, so that an interruption leaves no results rather than some.
 */
export async function writeResults(
  out: string,
  result: RunResult,
  plan: { file: string; text: string },
  dicomBits?: 16 | 32,
): Promise<{ json: ResultJson; files: string[] }> {
  fs.mkdirSync(out, { recursive: true });
  const making = fs.mkdtempSync(path.join(out, '.writing-'));
  try {
    const sha256 = createHash('sha256').update(plan.text).digest('hex');
    const json = resultSchema.parse(
      resultJson(result, {
        file: path.basename(plan.file),
        sha256,
        relative: (file) => (path.isAbsolute(file) ? path.relative(path.dirname(plan.file), file) : file),
      }),
    );
    const write = (name: string, content: string | Uint8Array): void =>
      fs.writeFileSync(path.join(making, name), content);
    write('dose.nrrd', writeNrrd({ grid: result.doseGrid, values: result.doseGy, quantity: 'Gy' }));
    if (dicomBits)
      await writeDicomResults(making, result, { planFile: plan.file, textSha256: sha256, bits: dicomBits });
    write('dvh.csv', dvhCsv(result.dvhs));
    for (const [name, content] of Object.entries(await pictures(result))) write(name, content);
    write('result.json', `${JSON.stringify(json, null, 2)}\n`);
    const names = dicomBits ? [...dicomNames, ...resultNames] : resultNames;
    for (const name of names) fs.renameSync(path.join(making, name), path.join(out, name));
    return { json, files: names.map((name) => path.join(out, name)) };
  } finally {
    fs.rmSync(making, { recursive: true, force: true });
  }
}

/** Removes what an earlier run wrote to the folder, and nothing else. */
export function removeResults(out: string): void {
  for (const name of [...dicomNames, ...resultNames]) fs.rmSync(path.join(out, name), { force: true });
}
