import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { previewModel } from '../engine/preview-model.ts';
import { researchNotice } from '../preview/format.ts';
import { qualityText } from '../preview/quality.ts';
import { renderRoomSvg } from '../preview/room-render.ts';
import { cacheOptions, diskCacheOf } from './cache-options.ts';
import { findChromium, noChromium } from './chromium.ts';
import { exitCode, UsageError } from './exit-codes.ts';
import { openPlan } from './open-plan.ts';
import { pictureOf, picturePng, pictureViews } from './pictures.ts';
import { diagnosticLines } from './print-diagnostics.ts';
import { progressBar } from './progress-bar.ts';
import { roomRaster } from './room-raster.ts';
import { threadsOption, withSession } from './with-session.ts';
import { withoutResult } from './without-result.ts';
import { writeAllWhole } from './write-whole.ts';

/**
 * `dosewright render PLAN --view axial,dvh [--out DIR] [--format svg|png] [--size WxH] [--theme light|dark] [--slice] [--preview]`: pictures of a plan, `PLAN-axial.png` and so on,
 * all of them or none. Says nothing of goals: they decide no exit code.
 */
export async function render(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      view: { type: 'string' },
      out: { type: 'string', default: '.' },
      format: { type: 'string', default: 'png' },
      size: { type: 'string' },
      theme: { type: 'string', default: 'light' },
      slice: { type: 'boolean', default: false },
      preview: { type: 'boolean', default: false },
      threads: { type: 'string' },
      ...cacheOptions,
    },
  });
  if (positionals.length !== 1) throw new UsageError('render expects one plan file');
  const views = viewsOf(values.view);
  if (values.slice && !views.includes('3d'))
    throw new UsageError('--slice puts the axial slice into the 3D view: add 3d to --view');
  const { format, theme } = values;
  if (format !== 'svg' && format !== 'png') throw new UsageError(`--format expects svg or png, not "${format}"`);
  if (theme !== 'light' && theme !== 'dark') throw new UsageError(`--theme expects light or dark, not "${theme}"`);
  const look = { ...sizeOf(values.size), ground: theme } as const;
  const threads = threadsOption(values.threads);

  const read = openPlan(positionals[0], () => 'There is no plan to draw.\n');
  if (typeof read === 'number') return read;
  const chromium = views.includes('3d') ? findChromium() : undefined;
  if (views.includes('3d') && chromium === undefined) {
    process.stderr.write(`${noChromium}\n`);
    return exitCode.unreadable;
  }
  const out = path.resolve(values.out);
  const name = path.basename(read.file, path.extname(read.file));
  const ending = `${values.preview ? 'preview.' : ''}${format}`;
  const fileOf = (view: View): string => path.join(out, `${name}-${view}.${ending}`);
  // Pictures of an earlier text must not look like this one's if it is refused or interrupted.
  for (const view of views) fs.rmSync(fileOf(view), { force: true });

  const bar = progressBar(process.stderr);
  return withSession({ threads, disk: diskCacheOf(values) }, async (session, signal) => {
    const outcome = await session.run(read.plan, {
      baseFolder: path.dirname(read.file),
      signal,
      quality: values.preview ? 'preview' : 'final',
      onProgress: (progress) => bar.show(progress),
    });
    bar.clear();
    if (outcome.kind !== 'result')
      return withoutResult(outcome, {
        cancelled: 'Cancelled: nothing was written.',
        refused: 'No dose was computed, so nothing was drawn.',
        failed: 'Nothing was written.',
      });
    process.stderr.write(diagnosticLines(outcome.result.diagnostics));
    const files = new Map<string, string | Uint8Array>();
    const scale = values.size === undefined ? 2 : 1;
    const loaded = previewModel(outcome.result);
    const { isocentreMm } = outcome.result.beams[0];
    const sliceAtMm = values.slice ? isocentreMm : undefined;
    for (const view of views) {
      let svg: string;
      try {
        svg =
          view === '3d'
            ? await renderRoomSvg(loaded, { ...look, pixelRatio: scale, sliceAtMm }, (what) =>
                roomRaster(chromium!, what, signal),
              )
            : pictureOf(loaded, view, isocentreMm, look);
      } catch (error) {
        if (view !== '3d') throw error;
        process.stderr.write(signal.aborted ? 'Cancelled: nothing was written.\n' : `${failedToDraw(error)}\n`);
        return signal.aborted ? exitCode.cancelled : exitCode.failed;
      }
      files.set(fileOf(view), format === 'svg' ? svg : await picturePng(svg, scale));
    }
    writeAllWhole(files);
    process.stdout.write(
      `Wrote ${[...files.keys()].map((file) => path.basename(file)).join(', ')} to ${out}\n${qualityText(outcome.result.quality)}\n${researchNotice}\n`,
    );
    return exitCode.fine;
  });
}

function failedToDraw(error: unknown): string {
  return `${error instanceof Error ? error.message : String(error)}. Nothing was written: set CHROMIUM to another one, or draw the other views alone.`;
}

/** The 3D view alone needs a browser to draw it. */
const viewNames = [...pictureViews, '3d'] as const;
type View = (typeof viewNames)[number];

function viewsOf(text: string | undefined): View[] {
  const names = (text ?? '').split(',').map((name) => name.trim());
  const known = (name: string): name is View => (viewNames as readonly string[]).includes(name);
  const unknown = names.find((name) => !known(name));
  const expected = `--view expects ${viewNames.join(', ')}, or several of them with commas between`;
  if (text === undefined) throw new UsageError(expected);
  if (unknown !== undefined) throw new UsageError(`there is no view "${unknown}": ${expected}`);
  return [...new Set(names.filter(known))];
}

/** "800x600": pixels, within what a view can be read in and a picture can hold. */
function sizeOf(text: string | undefined): { widthPx: number; heightPx: number } | undefined {
  if (text === undefined) return undefined;
  const [, width, height] = (/^(\d+)x(\d+)$/i.exec(text) ?? []).map(Number);
  const fits = (px: number): boolean => px >= 240 && px <= 8192;
  if (!fits(width) || !fits(height))
    throw new UsageError(`--size expects WIDTHxHEIGHT in pixels, each from 240 to 8192, as in 1200x800, not "${text}"`);
  return { widthPx: width, heightPx: height };
}
