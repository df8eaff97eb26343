import path from 'node:path';
import { goalRow } from '../engine/goal-row.ts';
import { outcomeRows } from '../engine/outcome/rows.ts';
import type { RunResult } from '../engine/results.ts';
import { metricValue } from '../evaluate/metric.ts';
import { metricInWords } from '../plan/in-words.ts';
import type { Plan } from '../plan/plan.ts';
import { totalFractions } from '../plan/schedule.ts';
import type { SourceRange } from '../plan/source-range.ts';
import type { Sifted, Suppressed } from '../plan/suppression.ts';
import { fixed, trimmed } from '../preview/format.ts';
import type { LadderCell, PreviewLadder } from '../preview/model.ts';
import { intervalBelowHead, notesOf } from '../preview/outcome-words.ts';
import { escaped } from '../preview/draw/escaped.ts';
import { type Cell, htmlTable, type Markup } from './html.ts';
import type { ReferencesTo } from './report-sources.ts';

/** What is asked first in a meeting. */
export function keyFigures(result: RunResult, ladder: PreviewLadder | undefined): string {
  const { goals, prescriptions, plan, beams } = result;
  const missed = goals.filter(({ met }) => !met);
  const musts = missed.filter(({ goal }) => goal.level.kind === 'must').length;
  const doses = prescriptions.flat().map(({ doseGy }) => doseGy);
  const highest = doses.length === 0 ? '–' : `${trimmed(Math.max(...doses), 1)} Gy`;
  const figure = (value: Markup, words: string): string =>
    `<li><b>${value.html}</b><span>${escaped(words)}</span></li>`;
  const plain = (text: string): Markup => ({ html: escaped(text) });
  const said = musts > 0 ? `, ${musts} that must hold missed` : missed.length > 0 ? ', wishes alone missed' : '';
  const items = [
    figure(plain(`${highest} / ${totalFractions(plan.schedule)}`), 'highest prescription / fractions'),
    ...(goals.length > 0
      ? [figure(mark(musts === 0, `${goals.length - missed.length} of ${goals.length}`), `goals met${said}`)]
      : []),
    ...outcomeRows(result)
      .filter(({ what }) => what === 'TCP' || what === 'P+')
      .map(({ region, what, value, interval }) =>
        figure(plain(value), `${what === 'P+' ? what : `${what} of ${region}`}, ${interval}`),
      ),
    ...(ladder && ladder.tests.length > 0
      ? [
          figure(
            mark(
              ladder.tests.every(({ holds }) => holds),
              `${ladder.tests.filter(({ holds }) => holds).length} of ${ladder.tests.length}`,
            ),
            'tests hold',
          ),
        ]
      : []),
    figure(plain(fixed(beams.reduce((sum, { muPerFraction }) => sum + muPerFraction, 0), 0)), `MU a fraction, ${beams.length} ${beams.length === 1 ? 'beam' : 'beams'}`),
  ]; // prettier-ignore
  return `<ul class="figures">${items.join('\n')}</ul>`;
}

function mark(good: boolean, text: string): Markup {
  return { html: `<span class="${good ? 'good' : 'bad'}">${escaped(text)}</span>` };
}

/** Met or missed by word, sign and colour. */
function verdict(good: boolean, words: readonly [string, string]): Markup {
  return {
    html: good ? `<span class="verdict good">✓ ${words[0]}</span>` : `<span class="verdict bad">✗ ${words[1]}</span>`,
  };
}

export function goalsSection(result: RunResult, refs: ReferencesTo): string {
  if (result.goals.length === 0) return '<p>The plan states no goals.</p>\n';
  const rank = ({ goal: { level } }: RunResult['goals'][number]): number => (level.kind === 'must' ? 0 : level.order);
  const rows = [...result.goals]
    .sort((a, b) => rank(a) - rank(b))
    .map((goal): Cell[] => {
      const row = goalRow(goal, result.quality);
      const source = { html: `${escaped(row.source)} ${refs(`goal ${goal.goal.text}`).html}` };
      return [
        verdict(row.met, ['met', 'missed']),
        { html: `<span class="level">${escaped(row.level)}</span>` },
        row.region,
        row.metric,
        row.target,
        row.achieved,
        row.margin,
        row.note === undefined ? source : { html: `${source.html} <span class="quiet">${escaped(row.note)}</span>` },
      ];
    });
  const head = ['', 'Level', 'Region', 'Metric', 'Target', 'Achieved', 'Against the limit', 'Source'];
  return htmlTable({ head, rows, numbers: new Set([4, 5, 6]) });
}

export function outcomeSection(result: RunResult, refs: ReferencesTo): string {
  const found = outcomeRows(result);
  if (found.length === 0) return '<p>No tissue or organ of the plan has a model of its outcome.</p>\n';
  const rows = found.map((row): Cell[] => [
    row.region,
    row.what,
    row.value,
    intervalBelowHead(row),
    { html: `${escaped(row.model)} ${refs(`${row.what} of ${row.region}: ${row.model}`).html}` },
  ]);
  const notes = notesOf(found).map((words) => `<li>${escaped(words)}</li>`);
  const head = ['Region', 'Outcome', 'Probability', '95 % interval', 'Model'];
  return `${htmlTable({ head, rows, numbers: new Set([2]) })}${notes.length > 0 ? `<ul class="quiet">${notes.join('\n')}</ul>\n` : ''}<p class="quiet">Probabilities are of models, for research. Intervals are of the parameters’ standard errors, as far as publications or the plan give them; what the models leave out is in none of them.</p>
`;
}

export function prescriptionSection(result: RunResult): string {
  const { plan, prescriptions, phases, optimisation, groupFactors } = result;
  const { schedule } = plan;
  const rows = prescriptions.flatMap((ofPhase, p) =>
    ofPhase.map((prescription): Cell[] => {
      const { region, doseGy, metric, rule, isotoxic, atMostGy } = prescription;
      const { name, fractions } = phases[p];
      const how = [
        rule?.kind === 'painted'
          ? `painted by ${rule.image}, from ${trimmed(rule.low.doseGy, 1)} Gy at ${trimmed(rule.low.value, 2)} to ${trimmed(rule.high.doseGy, 1)} Gy at ${trimmed(rule.high.value, 2)}; the dose is its median`
          : rule?.kind === 'isoeffective'
            ? `isoeffective to ${rule.to}`
            : '',
        isotoxic ? `isotoxic until ${isotoxic.text}` : '',
        atMostGy === undefined ? '' : `at most ${trimmed(atMostGy, 1)} Gy`,
      ].filter((words) => words !== '');
      return [
        name ?? 'all',
        region,
        `${fixed(doseGy, 1)} Gy`,
        String(fractions),
        `${fixed(doseGy / fractions, 2)} Gy`,
        metricInWords(metric),
        how.join('; '),
      ];
    }),
  );
  const head = ['Phase', 'Region', 'Dose', 'Fractions', 'A fraction', 'As', 'By'];
  const normalised = schedule.phases.map(({ name, normalise }) => {
    const words =
      normalise.kind === 'none'
        ? 'not normalised'
        : `normalised to ${normalise.region} ${metricInWords(normalise.metric)} = ${trimmed(normalise.doseGy, 2)} Gy`;
    return name === undefined ? words : `${name} ${words}`;
  });
  const precedence = schedule.phases
    .flatMap((phase) => phase.precedence)
    .map(({ inner, outer }) => `${inner} over ${outer}`);
  const missed = schedule.missedDays.length > 0 ? ` Missed days: ${schedule.missedDays.join(', ')}.` : '';
  const scaled = groupFactors.length > 1 ? ` Groups of beams are scaled by themselves.` : '';
  return `${htmlTable({ head, rows, numbers: new Set([2, 3, 4]) })}<p>${escaped(`${totalFractions(schedule)} fractions, ${schedule.perWeek} a week, the first on a ${sentence(schedule.start)}.${missed} ${sentence(normalised.join('; '))}.${precedence.length > 0 ? ` Where regions overlap: ${[...new Set(precedence)].join(', ')}.` : ''}${scaled}`)}</p>
${optimisation ? `<p>${escaped(optimisedInWords(optimisation))}</p>\n` : ''}`;
}

function optimisedInWords({ controlPoints, segments, points, objective, recalculation }: NonNullable<RunResult['optimisation']>): string {
  const what = controlPoints > 0 ? `sliding windows of ${controlPoints} control points` : `${segments} segments`;
  const iterations = objective.fluence.length + objective.apertures.length;
  const near = recalculation
    ? ` The final dose is within 0.5 % of the prescription of what the beams were optimised to at ${fixed(recalculation.withinHalfPercent, 1)} % of the points, and within ${fixed(recalculation.percentile99, 2)} % at 99 %.`
    : '';
  return `Beams were optimised: ${what}, over ${points} points, in ${iterations} iterations.${near}`;
} // prettier-ignore

export function protocolSection({ follows }: Plan): string {
  if (!follows) return '';
  const items = follows.items.filter(({ status }) => status !== 'same' && status !== 'inherited');
  const rows = items.map(({ item, status, plan, protocol, looser }): Cell[] => [
    item,
    looser ? { html: `<span class="warn">${escaped(status)}, looser</span>` } : status,
    plan ?? '–',
    protocol ?? '–',
  ]);
  const kept = follows.items.length - items.length;
  const because = follows.because.length > 0 ? `, because ${follows.because.join(', ')}` : '';
  return `<p>${escaped(`Follows ${follows.protocol}.${follows.group}${because}. ${kept} of ${follows.items.length} items as the protocol has them.`)}</p>
${follows.cautions.map((words) => `<p class="warn">${escaped(words)}</p>`).join('\n')}
${htmlTable({ head: ['Item', '', 'Plan', 'Protocol'], rows })}`;
}

export function regionsTable({ dvhs }: RunResult): string {
  const rows = dvhs.map((dvh): Cell[] => {
    const known = dvh.doseGy.length > 0;
    const dose = (value: number | undefined): string => (known && value !== undefined ? fixed(value, 1) : '–');
    const at = (percent: number): string =>
      dose(metricValue(dvh, { kind: 'doseAtVolume', value: percent, unit: 'percent' }).value);
    return [
      dvh.region,
      fixed(dvh.volumeCc, 1),
      dose(dvh.minGy),
      at(98),
      at(50),
      dose(dvh.meanGy),
      at(2),
      dose(dvh.maxGy),
      dvh.outsideDoseGridPercent > 0 ? `${fixed(dvh.outsideDoseGridPercent, 1)} %` : '–',
    ];
  });
  const head = [
    'Region',
    'Volume, cm³',
    'Min, Gy',
    'D98%, Gy',
    'D50%, Gy',
    'Mean, Gy',
    'D2%, Gy',
    'Max, Gy',
    'No dose',
  ];
  return htmlTable({ head, rows, numbers: new Set([1, 2, 3, 4, 5, 6, 7, 8]) });
}

export function beamsTable({ beams }: RunResult): string {
  const degrees = (value: number): string => `${trimmed(value, 1)}°`;
  const rows = beams.map((beam): Cell[] => {
    const openings = beam.positions.reduce((sum, { apertures }) => sum + apertures.length, 0);
    return [
      beam.name,
      beam.machine,
      degrees(beam.gantryDeg),
      degrees(beam.collimatorDeg),
      degrees(beam.couchDeg),
      beam.isocentreMm.map((mm) => fixed(mm, 1)).join(', '),
      fixed(beam.ssdMm / 10, 1),
      `${fixed(beam.isocentreDepthMm / 10, 1)} / ${fixed(beam.isocentreWaterEquivalentDepthMm / 10, 1)}`,
      `${fixed(beam.fieldSizeMm.x / 10, 1)} × ${fixed(beam.fieldSizeMm.y / 10, 1)}`,
      beam.delivery ? `${beam.delivery.controlPoints.length} control points` : `${openings} ${openings === 1 ? 'opening' : 'openings'}`,
      fixed(beam.muPerFraction, 1),
    ];
  });
  const head = ['Beam', 'Machine', 'Gantry', 'Collimator', 'Couch', 'Isocentre, mm', 'SSD, cm', 'Depth / water, cm', 'Field, cm', '', 'MU a fraction'];
  return `${htmlTable({ head, rows, numbers: new Set([2, 3, 4, 5, 6, 7, 8, 10]) })}<p class="quiet">Angles by IEC 61217; of a beam that turns, those of its first position. Depth of the isocentre below the skin, and the same in water.</p>
`;
} // prettier-ignore

export function ladderTables({ rungs, rows }: PreviewLadder): string {
  const head = ['Region', '', ...rungs.map(({ name }) => name), 'This plan'];
  const numbers = new Set(head.flatMap((_, n) => (n > 1 ? [n] : [])));
  const names = head.slice(2);
  const [prescription, ...others] = rows;
  const cells = (of: PreviewLadder['rows']): Cell[][] =>
    of.map(({ region, what, cells: found }) => [region, what, ...found.map(ladderCell)]);
  const doses = prescription.cells.map(({ words }, n) => `<li><b>${escaped(names[n])}</b> ${escaped(words)}</li>`);
  return `<ul>${doses.join('\n')}</ul>
${htmlTable({ caption: 'Outcome', head, rows: cells(others.filter(({ kind }) => kind !== 'goal')), numbers })}${htmlTable({ caption: 'Goals', head, rows: cells(others.filter(({ kind }) => kind === 'goal')), numbers })}`;
}

function ladderCell({ words, interval, met }: LadderCell): Cell {
  if (met !== undefined) return { html: `<span class="${met ? 'good' : 'bad'}">${escaped(words)} ${met ? '✓' : '✗'}</span>` };
  if (!interval) return words;
  return { html: `${escaped(words)} <span class="quiet">${fixed(interval.from, 0)} to ${fixed(interval.to, 0)}</span>` };
} // prettier-ignore

export function testsSection({ tests }: PreviewLadder): string {
  return tests
    .map(({ name, holds, assertions }) => {
      const rows = assertions.map(({ text, holds: does, words }): Cell[] => [
        verdict(does, ['holds', 'fails']),
        { html: `<code>${escaped(text)}</code>` },
        words,
      ]);
      return `<h3>${verdict(holds, ['holds', 'fails']).html} ${escaped(name)}</h3>\n${htmlTable({ head: ['', 'Assertion', 'Found'], rows })}`;
    })
    .join('\n');
}

/** All that checks and run have to say, but for what the plan allows. */
export function findingsSection({ diagnostics, suppressed }: Sifted, planFile: string): string {
  const order = ['error', 'warning', 'information', 'hint'];
  const sorted = [...diagnostics].sort(
    (a, b) =>
      order.indexOf(a.severity) - order.indexOf(b.severity) ||
      a.range.start.line - b.range.start.line ||
      (a.code < b.code ? -1 : 1),
  );
  const rows = sorted.map(({ code, severity, message, range }): Cell[] => [
    severity === 'warning' ? { html: '<span class="warn">warning</span>' } : severity,
    code,
    lineIn(range, planFile),
    message,
  ]);
  const others = suppressed.length > 0;
  const none = `<p>Checks and run found nothing${others ? ' else' : ''} to say.</p>\n`;
  const allowed = others
    ? `The plan allows ${suppressed.length === 1 ? 'one more finding, which is' : `${suppressed.length} more findings, which are`} listed below.`
    : 'The plan allows none of its findings: all are shown.';
  return `${rows.length > 0 ? htmlTable({ head: ['', 'Code', 'Line', 'Finding'], rows }) : none}<p class="quiet">${allowed}</p>\n`;
}

/** What the plan allows: each finding with the reason that its author has written. */
export function allowedSection(suppressed: readonly Suppressed[], planFile: string): string {
  const rows = suppressed.map(({ finding, reason, at }): Cell[] => [
    finding.severity,
    finding.code,
    lineIn(finding.range, planFile),
    finding.message,
    `“${reason}”`,
    lineIn(at, planFile),
  ]);
  return rows.length > 0
    ? htmlTable({ head: ['', 'Code', 'Line', 'Finding', 'Allowed because', 'In line'], rows })
    : '';
}

/** "12", or "house.rtplan:12" of another file. */
function lineIn({ file, start }: SourceRange, planFile: string): string {
  return `${file === planFile ? '' : `${path.basename(file)}:`}${start.line + 1}`;
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
