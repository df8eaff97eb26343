import type { PlanLock } from '../engine/plan-lock.ts';
import type { RunResult } from '../engine/results.ts';
import { version } from '../engine/version.ts';
import type { Machine } from '../physics/machine.ts';
import type { Sifted } from '../plan/suppression.ts';
import { notDosimetricReason, researchNotice } from '../preview/format.ts';
import type { LoadedModel } from '../preview/loaded.ts';
import { qualityInSentences } from '../preview/quality.ts';
import { bibliographyOf } from './bibliography.ts';
import { escaped } from '../preview/draw/escaped.ts';
import { beamPictures, dvhPicture, ladderPicture, slicePictures } from './report-pictures.ts';
import { bibliographySection, hashesSection, notModelledSection, referencesTo } from './report-sources.ts';
import { reportStyle } from './report-style.ts';
import {
  allowedSection,
  beamsTable,
  findingsSection,
  goalsSection,
  keyFigures,
  ladderTables,
  outcomeSection,
  prescriptionSection,
  protocolSection,
  regionsTable,
  testsSection,
} from './report-tables.ts';
import { planMarkup } from './plan-markup.ts';

export interface Reported {
  /** As the user names it, and its text in canonical layout. */
  readonly fileName: string;
  readonly text: string;
  readonly result: RunResult;
  /** With its ladder, where the plan has baselines or tests and they were computed. */
  readonly loaded: LoadedModel;
  readonly machines: ReadonlyMap<string, Machine>;
  readonly lock: PlanLock;
  /** Of the text, of the run and of the tests. */
  readonly found: Sifted;
  /** The plan has baselines or tests, and they were left out. */
  readonly withoutLadder: boolean;
}

/** A plan and all that its run found as one page that needs nothing else: no script, and nothing is fetched, which the page itself forbids. */
export function reportPage(reported: Reported): string {
  const { result, loaded, fileName, text, lock, machines, found } = reported;
  const { plan } = result;
  const bibliography = bibliographyOf(result, machines);
  const refs = referencesTo(bibliography);
  const { ladder } = loaded.model;
  const sections: readonly (readonly [id: string, title: string, content: string])[] = [
    ['goals', 'Goals', goalsSection(result, refs)],
    ['outcome', 'Outcome by models', outcomeSection(result, refs)],
    ['dose', 'Dose', slicePictures(result, loaded)],
    ['histograms', 'Dose–volume histograms', `${dvhPicture(loaded)}${regionsTable(result)}`],
    ['prescription', 'Prescription and schedule', prescriptionSection(result)],
    ['protocol', 'Protocol', protocolSection(plan)],
    ['beams', 'Beams', `${beamPictures(loaded)}${beamsTable(result)}`],
    ['ladder', 'Baselines', ladder ? `${ladderPicture(loaded.model, ladder)}${ladderTables(ladder)}` : ladderLeftOut(reported)],
    ['tests', 'Tests', ladder ? testsSection(ladder) : ''],
    ['findings', 'Findings', findingsSection(found, plan.at.file)],
    ['allowed', 'Allowed findings and why', allowedSection(found.suppressed, plan.at.file)],
    ['not-modelled', 'What is not modelled', notModelledSection(result, machines)],
    ['text', 'The plan', `<p class="quiet">${escaped(fileName)}, in canonical layout</p>\n<pre class="plan">${planMarkup(text)}</pre>\n`],
    ['sources', 'Where the numbers come from', bibliographySection(bibliography)],
    ['hashes', 'What this rests on', hashesSection(lock)],
  ]; // prettier-ignore
  const shown = sections.filter(([, , content]) => content !== '');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${escaped(plan.title)}</title>
<style>
${reportStyle}</style>
</head>
<body>
<p class="notice">${escaped(researchNotice)}</p>
<header>
<h1>${escaped(plan.title)}</h1>
<p class="quiet">Patient ${escaped(plan.patient.id)} (pseudonym) · Dosewright ${escaped(version)} · ${escaped(result.engine.id)}</p>
${result.notDosimetric ? `<p class="alarm">${escaped(notDosimetricReason)}, which the plan accepts.</p>\n` : ''}${keyFigures(result, ladder)}
<p class="quiet">${escaped(`${result.hundredPercent.text}. Hot spot ${result.hotSpot.doseGy.toFixed(1)} Gy. ${qualityInSentences(result.quality)}`)}</p>
<nav>${shown.map(([id, title]) => `<a href="#${id}">${escaped(title)}</a>`).join(' ')}</nav>
</header>
<main>
${shown.map(([id, title, content]) => `<section id="${id}">\n<h2>${escaped(title)}</h2>\n${content}</section>`).join('\n')}
</main>
<footer class="quiet">${escaped(researchNotice)}. Doses are of the whole course, to medium, by the collapsed cone of ${escaped(result.engine.id)}.</footer>
</body>
</html>
`;
}

function ladderLeftOut({ withoutLadder }: Reported): string {
  return withoutLadder
    ? '<p>Baselines and tests of the plan were not computed for this report (--no-ladder).</p>\n'
    : '';
}
