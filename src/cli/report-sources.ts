import path from 'node:path';
import type { PlanLock } from '../engine/plan-lock.ts';
import type { RunResult } from '../engine/results.ts';
import type { Machine } from '../physics/machine.ts';
import type { Bibliography } from './bibliography.ts';
import { escaped } from '../preview/draw/escaped.ts';
import { type Cell, htmlTable, type Markup } from './html.ts';

/** Links to the works that a use rests on: "[3] [7]"; empty where none does. */
export type ReferencesTo = (use: string) => Markup;

export function referencesTo({ works }: Bibliography): ReferencesTo {
  return (use) => {
    const numbers = works.flatMap(({ uses }, n) => (uses.includes(use) ? [n + 1] : []));
    return { html: numbers.map((n) => `<a href="#work-${n}">[${n}]</a>`).join(' ') };
  };
}

export function bibliographySection({ works, machines, ownNumbers }: Bibliography): string {
  const items = works.map(({ citation, doi, note, uses }, n) => {
    const link = doi === undefined ? '' : ` <a href="https://doi.org/${escaped(doi)}" rel="noreferrer">doi ${escaped(doi)}</a>`;
    const caveat = note === undefined ? '' : ` <span class="warn">${escaped(note)}</span>`;
    return `<li id="work-${n + 1}">${escaped(citation)}${link}${caveat}<span class="uses">For ${escaped(uses.join('; '))}</span></li>`;
  }); // prettier-ignore
  const tables = machines.map(({ name, numbers }) => {
    const rows = numbers.map(({ place, value, source }) => [{ html: `<code>${escaped(place)}</code>` }, value, source]);
    return htmlTable({ caption: `Numbers of the machine ${name}`, head: ['', 'Value', 'From'], rows });
  });
  const own = ownNumbers.map((words) => `<li>${escaped(words)}</li>`).join('');
  return `<ol class="works">
${items.join('\n')}
</ol>
${tables.join('')}${own === '' ? '' : `<h3>Stated by the plan itself, without a source</h3>\n<ul>${own}</ul>\n`}`;
}

export function hashesSection({ plan, imports, inputs, machines, engine, quality, sampling, dose }: PlanLock): string {
  const hash = (sha256: string): Cell => ({ html: `<span class="hash">${escaped(sha256)}</span>` });
  const rows: Cell[][] = [
    ['Plan text', '', hash(plan.sha256)],
    ...imports.map(({ file, sha256 }) => ['Import', file, hash(sha256)]),
    ...inputs.map(({ name, files, sha256 }) => [
      'Input',
      `${name}, ${files} ${files === 1 ? 'file' : 'files'}`,
      hash(sha256),
    ]),
    ...machines.map(({ name, sha256 }) => ['Machine', name, hash(sha256)]),
    ...Object.entries(engine.data).map(([name, sha256]) => ['Data', name, hash(sha256)]),
    ['Dose', `${dose.size.join(' × ')} voxels`, hash(dose.sha256)],
  ];
  return `<p>Engine ${escaped(`${engine.id}, version ${engine.version}`)}. Final quality: voxels of ${quality.gridMm} mm, ${quality.cones} directions a beam. Intervals from ${sampling.samples} samples, seed ${sampling.seed}. The same text and the same inputs give this dose to the last bit; <code>dosewright run --lock</code> keeps these hashes beside the plan, and <code>--locked</code> compares with them.</p>
${htmlTable({ head: ['', '', 'SHA-256'], rows })}`;
}

/** What the plan says or a clinic would ask for that no number of the report knows of. */
export function notModelledSection({ plan, optimisation }: RunResult, machines: ReadonlyMap<string, Machine>): string {
  const items = [
    ...plan.notComputed.map(({ construct, at }) => {
      const place = `${at.file === plan.at.file ? '' : `${path.basename(at.file)}, `}line ${at.start.line + 1}`;
      return `${construct} (${place}): written in the plan, not computed by this version, nor counted in any goal`;
    }),
    ...[...machines.values()].flatMap(({ name, notModelled }) => notModelled.map((words) => `${name}: ${words}`)),
    ...(optimisation?.judged ?? []).map(({ text, why }) => `${text} judges the plan and did not steer its beams: ${why}`),
    'Set-up errors, motion and changes of the patient during the course: the dose is that of the planning image, as it lies',
  ]; // prettier-ignore
  return `<ul>${items.map((words) => `<li>${escaped(words)}</li>`).join('\n')}</ul>\n`;
}
