import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { previewModel } from '../engine/preview-model.ts';
import type { RunResult } from '../engine/results.ts';
import { researchNotice } from '../preview/format.ts';
import { qualityText } from '../preview/quality.ts';
import { cacheOptions, diskCacheOf } from './cache-options.ts';
import { exitCode, UsageError } from './exit-codes.ts';
import { openPlan } from './open-plan.ts';
import { type PictureLook, pictureOf, picturePng, type PictureView, pictureViews } from './pictures.ts';
import { diagnosticLines } from './print-diagnostics.ts';
import { progressBar } from './progress-bar.ts';
import { threadsOption, withSession } from './with-session.ts';
import { withoutResult } from './without-result.ts';
import { writeAllWhole } from './write-whole.ts';

/**
 * `dosewright render PLAN --view axial,dvh [--out DIR] [--format svg|png] [--size WxH] [--theme light|dark] [--preview]`: pictures of a plan, `PLAN-axial.png` and so on,
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
      preview: { type: 'boolean', default: false },
      threads: { type: 'string' },
      ...cacheOptions,
    },
  });
  if (positionals.length !== 1) throw new UsageError('render expects one plan file');
  const views = viewsOf(values.view);
  const { format, theme } = values;
  if (format !== 'svg' && format !== 'png') throw new UsageError(`--format expects svg or png, not "${format}"`);
  if (theme !== 'light' && theme !== 'dark') throw new UsageError(`--theme expects light or dark, not "${theme}"`);
  const look = { ...sizeOf(values.size), ground: theme } as const;
  const threads = threadsOption(values.threads);

  const read = openPlan(positionals[0], () => 'There is no plan to draw.\n');
  if (typeof read === 'number') return read;
  const out = path.resolve(values.out);
  const name = path.basename(read.file, path.extname(read.file));
  const ending = `${values.preview ? 'preview.' : ''}${format}`;
  const fileOf = (view: PictureView): string => path.join(out, `${name}-${view}.${ending}`);
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
    for (const [view, svg] of drawn(outcome.result, views, look))
      files.set(fileOf(view), format === 'svg' ? svg : await picturePng(svg, values.size === undefined ? 2 : 1));
    writeAllWhole(files);
    process.stdout.write(
      `Wrote ${[...files.keys()].map((file) => path.basename(file)).join(', ')} to ${out}\n${qualityText(outcome.result.quality)}\n${researchNotice}\n`,
    );
    return exitCode.fine;
  });
}

function drawn(result: RunResult, views: readonly PictureView[], look: PictureLook): [PictureView, string][] {
  const loaded = previewModel(result);
  return views.map((view) => [view, pictureOf(loaded, view, result.beams[0].isocentreMm, look)]);
}

function viewsOf(text: string | undefined): PictureView[] {
  const names = (text ?? '').split(',').map((name) => name.trim());
  const known = (name: string): name is PictureView => (pictureViews as readonly string[]).includes(name);
  const unknown = names.find((name) => !known(name));
  const expected = `--view expects ${pictureViews.join(', ')}, or several of them with commas between`;
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
