import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createDosePool } from '../engine/dose-pool.ts';
import { createGraph } from '../engine/graph/graph.ts';
import { type BeamInfluence, influenceOfPlan } from '../engine/influence.ts';
import { researchNotice } from '../preview/format.ts';
import { cacheOptions, diskCacheOf } from './cache-options.ts';
import { exitCode, UsageError } from './exit-codes.ts';
import { openPlan } from './open-plan.ts';
import { diagnosticLines } from './print-diagnostics.ts';
import { progressBar } from './progress-bar.ts';
import { threadsOption } from './with-session.ts';
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
  const abort = new AbortController();
  const interrupt = (): void => abort.abort();
  process.once('SIGINT', interrupt);
  const bar = progressBar(process.stderr);
  const pool = createDosePool({ threads });
  const beams: object[] = [];
  try {
    const found = await influenceOfPlan(
      { ...plan, optimise },
      {
        baseFolder: path.dirname(read.file),
        signal: abort.signal,
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
    if (found.kind === 'refused')
      return withoutResult(found, { cancelled: '', refused: 'No matrix was computed.', failed: '' });
    process.stderr.write(diagnosticLines(found.diagnostics));
    const files = new Map([[path.join(out, 'voxels.u32'), bytesOf(found.voxels)]]);
    const regions = found.regions.map(({ name, role, rows }, r) => {
      const file = `region-${r + 1}.u32`;
      files.set(path.join(out, file), bytesOf(rows));
      return { name, role, rows: rows.length, file };
    });
    writeAllWhole(files);
    const { grid, voxels, fractions, bixelMm } = found;
    const index = {
      schema: 'dosewright-influence/1',
      notice: researchNotice,
      unit: 'Gy per MU, in water by density along the ray; pencil beams without the correction by the collapsed cone',
      leastShareOfColumn: leastShare,
      fractions,
      bixelMm,
      grid: { ...grid, frame: 'LPS, centre of the first voxel, x fastest' },
      voxels: { rows: voxels.length, file: 'voxels.u32' },
      regions,
      beams,
    };
    writeWhole(indexFile, `${JSON.stringify(index, undefined, 2)}\n`);
    process.stdout.write(`Wrote the matrices of ${beams.length} beams to ${out}\n${researchNotice}\n`);
    return exitCode.fine;
  } catch (error) {
    bar.clear();
    if (!abort.signal.aborted) throw error;
    process.stderr.write('Cancelled: there is no influence.json, and what stands beside it is not whole.\n');
    return exitCode.cancelled;
  } finally {
    process.off('SIGINT', interrupt);
    await pool.dispose();
  }
}

/** Writes the matrix of a beam; what the index says of it. */
function writeBeam(out: string, { matrix, ...beam }: BeamInfluence, number: number): object {
  const { starts, rows, lengths, values } = matrix;
  const name = (what: string): string => `beam-${number}.${what}`;
  const parts = { starts: name('starts.u32'), rows: name('rows.u32'), lengths: name('lengths.u32') };
  const all = { ...parts, values: name('values.f32') };
  writeAllWhole(
    new Map([
      [path.join(out, all.starts), bytesOf(starts)],
      [path.join(out, all.rows), bytesOf(rows)],
      [path.join(out, all.lengths), bytesOf(lengths)],
      [path.join(out, all.values), bytesOf(values)],
    ]),
  );
  return { ...beam, columns: starts.length - 1, runs: rows.length, values: values.length, files: all };
}

/** Little-endian, as every machine that Node runs on has it. */
function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
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
