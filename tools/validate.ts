/**
 * Compares the dose engine and the optimiser with their references and writes one page, `out/validation/index.html`: every comparison plotted, and a table of what
 * is required, aimed at and reached. Fails when a requirement is missed.
 *
 *     npm run validate
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { absoluteFindings } from './validate/absolute.ts';
import { compareCase } from './validate/compare-case.ts';
import { compareMonteCarlo } from './validate/compare-monte-carlo.ts';
import { engineId, finalOptions } from './validate/engine-dose.ts';
import { passes } from './validate/finding.ts';
import { optimisationPart } from './validate/optimisation.ts';
import { kernelFitFindings, kernelFitSection } from './validate/kernel-fit.ts';
import { lawFindings } from './validate/law-findings.ts';
import { limit, reached, validationPage } from './validate/page.ts';
import { ideal } from './validate/references.ts';
import { profileSection, slabSection, waterDepthSection } from './validate/sections.ts';

const started = performance.now();
const say = (what: string) =>
  console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${what}`);

say('water 10 × 10 against Monte Carlo');
const monteCarlo = compareMonteCarlo();
const cases = ideal.cases.map((reference) => {
  say(reference.name);
  return compareCase(reference);
});
const laws = lawFindings((name) => say(`law: ${name}`));
const optimisation = await optimisationPart((name) => say(`optimisation: ${name}`));
const water = cases.filter((one) => !one.slab);
const findings = [
  ...monteCarlo.findings,
  ...cases.flatMap((one) => one.findings),
  ...absoluteFindings(water),
  ...laws,
  ...kernelFitFindings(),
  ...optimisation.findings,
].sort((a, b) => topicOrder(a.topic) - topicOrder(b.topic));

const about = `The engine ${engineId} with ${finalOptions.cones} cones, for std.point6MV: an isotropic point source of 6 MV (Mohan 1985) in vacuum, sharp square fields at SSD 100 cm on phantoms 30 cm wide, voxels of 2.5 mm.`;
const folder = fileURLToPath(new URL('../out/validation/', import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(
  folder + 'index.html',
  validationPage(about, findings, [
    waterDepthSection(water, monteCarlo.depthDose),
    profileSection(water),
    slabSection(cases.filter((one) => one.slab)),
    kernelFitSection(),
    optimisation.section,
  ]),
);

const missed = findings.filter((finding) => !passes(finding.required));
for (const { case: name, quantity, required } of missed) {
  console.log(`missed: ${name}, ${quantity}: ${reached(required)} ${required.unit}, required ${limit(required)}`);
}
const aims = findings.flatMap((finding) => finding.aim ?? []);
console.log(
  `${findings.length - missed.length} of ${findings.length} requirements met, ${aims.filter(passes).length} of ${aims.length} aims`,
);
console.log(`written: ${folder}index.html`);
if (missed.length > 0) process.exitCode = 1;

function topicOrder(topic: string): number {
  const order = [
    'Depth dose in water',
    'Absolute dose and phantom scatter',
    'Profiles in water',
    'Three-dimensional gamma',
    'Slabs of lung and bone',
    'Laws',
    'Kernel fit',
    'Optimisation',
  ];
  return order.indexOf(topic);
}
