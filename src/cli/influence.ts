import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createDosePool } from '../engine/dose-pool.ts';
import { createGraph } from '../engine/graph/graph.ts';
import { type BeamInfluence, type Influence, influenceOfPlan } from '../engine/influence.ts';
import { researchNotice } from '../preview/format.ts';
import { cacheOptions, diskCacheOf } from './cache-options.ts';
import { exitCode, UsageError } from './exit-codes.ts';
import { openPlan } from './open-plan.ts';
import { diagnosticLines } from './print-diagnostics.ts';
import { progressBar } from './progress-bar.ts';
import { threadsOption, withInterrupt } from './with-session.ts';
import { withoutResult } from './without-result.ts';
import { writeAllWhole, writeWhole } from './write-whole.ts';

/**
 * `dosewright influence PLAN --out DIR [--grid 5mm] [--least 0.1%]`: the dose-influence matrix of each modulated beam, for solvers of one's own. `influence.json` says what the other files hold, and is written
 * last: where it stands, they are whole.
 */
export async function influence(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      grid: { type: 'string' },
      least: { type: 'string', default: '0.1%' },
      threads: { type: 'string' },
      ...cacheOptions,
    },
  });
  if (positionals.length !== 1 || values.out === undefined)
    throw new UsageError('influence expects one plan file, and --out FOLDER');
  const gridMm = values.grid === undefined ? undefined : gridOf(values.grid);
  const leastShare = shareOf(values.least);
  const threads = threadsOption(values.threads);

  const read = openPlan(positionals[0], () => 'There is no plan whose beams have bixels.\n');
  if (typeof read === 'number') return read;
  const { plan } = read;
  const { optimise } = plan;
  if (!optimise) {
    process.stderr.write(
      `${positionals[0]} has no "optimise" block, and a dose-influence matrix is of the bixels that one shapes. Add "optimise { technique = imrt }".\n`,
    );
    return exitCode.failed;
  }
  if (gridMm !== undefined && gridMm < plan.compute.gridMm)
    throw new UsageError(
      `--grid expects voxels no finer than the plan's (${plan.compute.gridMm} mm), not "${values.grid}"; write a finer "grid" in its compute block`,
    );

  const out = path.resolve(values.out);
  const indexFile = path.join(out, 'influence.json');
  // Files of an earlier text must not look like this one's if it is refused or interrupted.
  fs.rmSync(indexFile, { force: true });
  const follows = {
    cancelled: 'Cancelled: there is no influence.json, and what stands beside it is not whole.',
    refused: 'No matrix was computed.',
    failed: 'There is no influence.json, and what stands beside it is not whole.',
  };
  const bar = progressBar(process.stderr);
  const pool = createDosePool({ threads });
  const beams: object[] = [];
  return withInterrupt(async (signal) => {
    try {
      const found = await influenceOfPlan(
        { ...plan, optimise },
        {
          baseFolder: path.dirname(read.file),
          signal,
          threads,
          pool,
          graph: createGraph({ disk: diskCacheOf(values) }),
          leastShare,
          ...(gridMm === undefined ? {} : { gridMm }),
          onProgress: (progress) => bar.show(progress),
          onBeam: (beam) => beams.push(writeBeam(out, beam, beams.length + 1)),
        },
      );
      bar.clear();
      if (found.kind === 'refused') return withoutResult(found, follows);
      process.stderr.write(diagnosticLines(found.diagnostics));
      writeIndex(indexFile, found, { leastShare, beams });
      process.stdout.write(`Wrote the matrices of ${beams.length} beams to ${out}\n${researchNotice}\n`);
      return exitCode.fine;
    } catch (error) {
      bar.clear();
      if (signal.aborted) return withoutResult({ kind: 'cancelled' }, follows);
      const message = error instanceof Error ? error.message : String(error);
      return withoutResult({ kind: 'failed', message }, follows);
    } finally {
      await pool.dispose();
    }
  });
}

/** Writes what all beams share, and the index that says what every file holds. */
function writeIndex(
  indexFile: string,
  { grid, voxels, regions, fractions, bixelMm }: Influence,
  { leastShare, beams }: { readonly leastShare: number; readonly beams: readonly object[] },
): void {
  const files = new Map([['voxels.u32', voxels]]);
  const named = regions.map(({ name, role, rows }, r) => {
    const file = `region-${r + 1}.u32`;
    files.set(file, rows);
    return { name, role, rows: rows.length, file };
  });
  writeArrays(path.dirname(indexFile), files);
  const index = {
    schema: 'dosewright-influence/1',
    notice: researchNotice,
    unit: 'Gy per MU, in water by density along the ray; pencil beams without the correction by the collapsed cone',
    leastShareOfColumn: leastShare,
    fractions,
    bixelMm,
    grid: { ...grid, frame: 'LPS, centre of the first voxel, x fastest' },
    voxels: { rows: voxels.length, file: 'voxels.u32' },
    regions: named,
    beams,
  };
  writeWhole(indexFile, `${JSON.stringify(index, undefined, 2)}\n`);
}

/** Writes the matrix of a beam; what the index says of it. */
function writeBeam(out: string, { matrix, ...beam }: BeamInfluence, number: number): object {
  const { starts, rows, lengths, values } = matrix;
  const files = {
    starts: `beam-${number}.starts.u32`,
    rows: `beam-${number}.rows.u32`,
    lengths: `beam-${number}.lengths.u32`,
    values: `beam-${number}.values.f32`,
  };
  const arrays = { starts, rows, lengths, values };
  writeArrays(
    out,
    Object.entries(files).map(([what, file]) => [file, arrays[what as keyof typeof files]]),
  );
  return { ...beam, columns: starts.length - 1, runs: rows.length, values: values.length, files };
}

/** Arrays as they lie in memory: little-endian, as every machine that Node runs on has them. */
function writeArrays(folder: string, files: Iterable<readonly [string, Uint32Array | Float32Array]>): void {
  writeAllWhole(
    new Map(
      Array.from(files, ([file, { buffer, byteOffset, byteLength }]) => [
        path.join(folder, file),
        new Uint8Array(buffer, byteOffset, byteLength),
      ]),
    ),
  );
}

function gridOf(text: string): number {
  const [, value] = /^(\d+(?:\.\d+)?) ?mm$/.exec(text) ?? [];
  if (!(Number(value) > 0 && Number(value) <= 20))
    throw new UsageError(`--grid expects the side of a voxel up to 20 mm, as 5mm, not "${text}"`);
  return Number(value);
}

function shareOf(text: string): number {
  const [, value] = /^(\d+(?:\.\d+)?) ?%$/.exec(text) ?? [];
  if (value === undefined || Number(value) >= 100)
    throw new UsageError(`--least expects a share of each column's greatest value, as 0.1%, not "${text}"`);
  return Number(value) / 100;
}
