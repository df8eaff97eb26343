import { escaped } from '../../src/preview/draw/escaped.ts';
import { passes } from './finding.ts';
import { plotSvg } from './plot.ts';
import { pageStyle } from './page-style.ts';
import type { Check, Finding } from './finding.ts';
import type { Figure } from './plot.ts';

export interface Section {
  readonly title: string;
  readonly text: string;
  /** What the colours of the curves mean, by index. */
  readonly legend: readonly string[];
  /** Figures below one another with their charts side by side, or the other way round. */
  readonly layout: 'rows' | 'columns';
  readonly figures: readonly Figure[];
}

/** The whole validation as one page without a script, a font or a picture of its own. */
export function validationPage(about: string, findings: readonly Finding[], sections: readonly Section[]): string {
  const topics = [...new Set(findings.map((finding) => finding.topic))];
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<title>Dosewright: validation of photon dose and optimiser</title>',
    `<style>${pageStyle}</style>`,
    '<main>',
    '<header>',
    '<h1>Validation of photon dose and optimiser</h1>',
    `<p>${escaped(about)}</p>`,
    tiles(findings),
    '</header>',
    ...sections.map(sectionHtml),
    '<section>',
    '<h2>Every comparison</h2>',
    ...topics.map((topic) =>
      table(
        topic,
        findings.filter((finding) => finding.topic === topic),
      ),
    ),
    '</section>',
    '<footer>Research use only – not for clinical use.</footer>',
    '</main>',
    '</html>',
    '',
  ].join('\n');
}

function tiles(findings: readonly Finding[]): string {
  const tile = (name: string, checks: readonly Check[]) => {
    const met = checks.filter(passes).length;
    const kind = met === checks.length ? 'good' : 'bad';
    return `<div class="tile ${name} ${kind}"><b>${met}<small> of ${checks.length}</small></b><span>${name === 'required' ? 'requirements met' : 'aims met'}</span></div>`;
  };
  const missed = findings.filter((finding) => !passes(finding.required));
  return [
    '<div class="tiles">',
    tile(
      'required',
      findings.map((finding) => finding.required),
    ),
    tile(
      'aim',
      findings.flatMap((finding) => finding.aim ?? []),
    ),
    '</div>',
    missed.length === 0
      ? ''
      : `<details class="missed" open><summary>What is missed</summary><ul>${missed.map((f) => `<li>${escaped(`${f.case}, ${f.quantity}: ${reached(f.required)} ${f.required.unit}, required ${limit(f.required)}`)}</li>`).join('')}</ul></details>`,
  ].join('\n');
}

function sectionHtml(section: Section): string {
  const legend = section.legend.map((name, i) => `<li><i class="swatch c${i}"></i>${escaped(name)}</li>`).join('');
  const figures = section.figures
    .map(({ title, plots }) => {
      const charts = plots.map((plot, i) => plotSvg(plot, `${section.title}, ${title} ${i + 1}`));
      return `<figure><figcaption>${escaped(title)}</figcaption><div class="charts">${charts.join('')}</div></figure>`;
    })
    .join('\n');
  return `<section><h2>${escaped(section.title)}</h2><p>${escaped(section.text)}</p>${legend ? `<ul class="legend">${legend}</ul>` : ''}<div class="figures ${section.layout}">${figures}</div></section>`;
}

function table(topic: string, findings: readonly Finding[]): string {
  const rows = findings.map((finding, i) => {
    const { required, aim } = finding;
    const first = i === 0 || findings[i - 1].case !== finding.case;
    return [
      `<tr class="${first ? 'first' : ''}">`,
      `<th scope="row">${first ? escaped(finding.case) : ''}</th>`,
      `<td>${escaped(finding.quantity)}</td>`,
      `<td class="quiet">${escaped(finding.reference)}</td>`,
      `<td class="number">${limit(required)}</td>`,
      `<td class="number strong">${escaped(reached(required))}</td>`,
      `<td class="quiet unit">${escaped(required.unit)}</td>`,
      `<td class="mark">${mark(required, 'required')}</td>`,
      `<td class="number">${aim ? limit(aim) : ''}</td>`,
      `<td class="number strong">${aim ? escaped(reached(aim)) : ''}</td>`,
      `<td class="quiet unit">${aim ? escaped(aim.unit) : ''}</td>`,
      `<td class="mark">${aim ? mark(aim, 'aim') : ''}</td>`,
      '</tr>',
    ].join('');
  });
  return [
    `<h3>${escaped(topic)}</h3>`,
    '<div class="table"><table>',
    '<colgroup><col class="case"><col class="quantity"><col class="reference"><col class="n"><col class="n"><col class="unit"><col class="m"><col class="n"><col class="n"><col class="unit"><col class="m"></colgroup>',
    '<thead><tr><th>case</th><th>quantity</th><th>reference</th><th class="number">required</th><th class="number">reached</th><th></th><th></th><th class="number">aimed at</th><th class="number">reached</th><th></th><th></th></tr></thead>',
    `<tbody>${rows.join('\n')}</tbody>`,
    '</table></div>',
  ].join('\n');
}

export function limit({ limit: value, sense }: Check): string {
  return `${sense === 'at most' ? '≤' : '≥'} ${value}`;
}

export function reached(check: Check): string {
  const { reached: value } = check;
  if (!Number.isFinite(value)) return '–';
  if (value !== 0 && Math.abs(value) < 0.005) return '< 0.01';
  // As many places as it takes to see on which side of the limit it is.
  for (let places = Math.abs(value) >= 10 ? 1 : 2; ; places++) {
    const words = value.toFixed(places);
    if (places >= 6 || passes({ ...check, reached: Number(words) }) === passes(check)) return words;
  }
}

function mark(check: Check, kind: 'required' | 'aim'): string {
  if (passes(check)) return '<span class="yes">✓</span>';
  return kind === 'required' ? '<span class="no">✗</span>' : '<span class="short">○</span>';
}
