import path from 'node:path';
import { parseArgs } from 'node:util';
import { compareDoses } from '../evaluate/compare-doses.ts';
import { type GammaCriteria, gammaIndex } from '../evaluate/gamma.ts';
import { loadDose } from '../patient/files/load-dose.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import { compareJson, compareSchema } from './compare-json.ts';
import { type ComparedRegions, regionsOfPlan, regionsOfStructureSet } from './compare-regions.ts';
import { comparePlans } from './compare-plans.ts';
import { compareReport } from './compare-report.ts';
import { exitCode, exitCodeOf, UsageError } from './exit-codes.ts';
import { diagnosticLines } from './print-diagnostics.ts';

/**
 * `dosewright compare PLAN`: the plan beside its baselines. `dosewright compare A B [--gamma 3%/2mm]… [--local] [--threshold 10%] [--normalise 50Gy] [--pass 95%] [--structures RTSTRUCT --ct FOLDER |
 * --plan PLAN] [--json]`: gamma pass rates, differences and DVHs of two doses. A is the reference.
 */
export async function compare(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      gamma: { type: 'string', multiple: true },
      local: { type: 'boolean', default: false },
      threshold: { type: 'string' },
      normalise: { type: 'string' },
      pass: { type: 'string' },
      structures: { type: 'string' },
      ct: { type: 'string' },
      plan: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length > 0 && positionals.length < 3 && positionals.every((name) => name.endsWith('.rtplan'))) {
    const ofDoses = ['gamma', 'threshold', 'normalise', 'pass', 'structures', 'ct', 'plan'] as const;
    const given = ofDoses.find((option) => values[option] !== undefined) ?? (values.local ? 'local' : undefined);
    if (given !== undefined) throw new UsageError(`--${given} is for doses; plans are compared without it`);
    return comparePlans(positionals, { json: values.json });
  }
  if (positionals.length !== 2)
    throw new UsageError('compare expects two doses, the reference first; or a plan with baselines, or two plans');
  const criteria = (values.gamma ?? ['3%/2mm']).map(gammaCriterion);
  const thresholdPercent = percentOption('--threshold', values.threshold ?? '10%');
  const leastPass = values.pass === undefined ? undefined : percentOption('--pass', values.pass);
  const statedGy = values.normalise === undefined ? undefined : grayOption(values.normalise);
  if ((values.structures === undefined) !== (values.ct === undefined))
    throw new UsageError(
      '--structures and --ct go together: the structure set, and the folder of the CT it was drawn on',
    );
  if (values.structures !== undefined && values.plan !== undefined)
    throw new UsageError('compare takes regions from --plan or from --structures, not from both');

  const [a, b] = await Promise.all(positionals.map((name) => loadDose(path.resolve(name))));
  const regions: ComparedRegions =
    values.plan !== undefined
      ? await regionsOfPlan(values.plan)
      : values.structures !== undefined && values.ct !== undefined
        ? await regionsOfStructureSet(values.structures, values.ct)
        : { regions: [], diagnostics: [] };
  const wantsRegions = values.plan !== undefined || values.structures !== undefined;
  const diagnostics = [...a.diagnostics, ...b.diagnostics, ...regions.diagnostics];
  if (a.dose && b.dose) {
    const stated = [
      { what: 'A', uid: a.dose.frameOfReferenceUid },
      { what: 'B', uid: b.dose.frameOfReferenceUid },
      ...(wantsRegions && regions.regions ? [{ what: 'the regions', uid: regions.frameOfReferenceUid }] : []),
    ];
    diagnostics.push(...frameFindings(stated, path.resolve(positionals[1])));
  }
  process.stderr.write(diagnosticLines(diagnostics));
  if (regions.unreadable) process.stderr.write(`${regions.unreadable}\n`);
  const errors = exitCodeOf(diagnostics);
  if (errors !== exitCode.fine) return errors;
  if (!a.dose || !b.dose || !regions.regions) return exitCode.unreadable;

  const reference = a.dose.volume;
  const evaluated = b.dose.volume;
  const normalisationGy = statedGy ?? reference.values.reduce((most, gy) => Math.max(most, gy), 0);
  const comparison = compareDoses(reference, evaluated, (thresholdPercent / 100) * normalisationGy);
  if (comparison.compared === 0) {
    process.stderr.write('The grids of the two doses do not overlap: there is nothing to compare.\n');
    return exitCode.failed;
  }
  const gammas = criteria.map(({ dosePercent, distanceMm }) => {
    const full: GammaCriteria = { dosePercent, distanceMm, local: values.local, thresholdPercent, normalisationGy };
    return { criteria: full, result: gammaIndex(reference, evaluated, full) };
  });
  const json = compareSchema.parse(
    compareJson({
      reference: { path: positionals[0], dose: a.dose },
      evaluated: { path: positionals[1], dose: b.dose },
      comparison,
      thresholdPercent,
      normalisationGy,
      gammas,
      regions: regions.regions,
      diagnostics: diagnostics.map(({ code, severity, message }) => ({ code, severity, message })),
    }),
  );
  process.stdout.write(values.json ? `${JSON.stringify(json, null, 2)}\n` : compareReport(json));
  if (leastPass === undefined) return exitCode.fine;
  const failing = gammas.filter(({ result }) => !((result.passPercent ?? 0) >= leastPass));
  if (failing.length > 0)
    process.stderr.write(`${failing.length} of ${gammas.length} pass rates are below ${leastPass} %.\n`);
  return failing.length > 0 ? exitCode.failed : exitCode.fine;
}

/** Never two frames over each other: different ones are refused, unstated ones flagged unless none states one. */
function frameFindings(stated: readonly { what: string; uid?: string }[], file: string): Diagnostic[] {
  const known = stated.filter(({ uid }) => uid !== undefined);
  const start = { line: 0, character: 0 };
  const at = { file, start, end: start };
  const other = known.find(({ uid }) => uid !== known[0].uid);
  if (other)
    return [
      diagnostic(
        'RT3014',
        at,
        `${known[0].what} and ${other.what} have different frames of reference, so equal coordinates do not mean the same place. Register them, and export both in one frame.`,
      ),
    ];
  const unstated = stated.filter(({ uid }) => uid === undefined);
  if (known.length === 0 || unstated.length === 0) return [];
  return [
    diagnostic(
      'RT3016',
      at,
      `Nothing but coordinates says that ${unstated.map(({ what }) => what).join(' and ')} and ${known.map(({ what }) => what).join(' and ')} belong together: ${unstated.length === 1 ? 'it states' : 'they state'} no frame of reference.`,
    ),
  ];
}

function gammaCriterion(text: string): { dosePercent: number; distanceMm: number } {
  const match = /^(\d+(?:\.\d+)?)\s*%\s*\/\s*(\d+(?:\.\d+)?)\s*mm$/.exec(text.trim());
  const [dosePercent, distanceMm] = match ? [Number(match[1]), Number(match[2])] : [NaN, NaN];
  if (!(dosePercent > 0 && dosePercent <= 100 && distanceMm >= 0.1 && distanceMm <= 20))
    throw new UsageError(
      `--gamma expects a dose and a distance such as 3%/2mm (up to 100 %, 0.1 to 20 mm), not "${text}"`,
    );
  return { dosePercent, distanceMm };
}

function percentOption(option: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim());
  if (!match || Number(match[1]) > 100) throw new UsageError(`${option} expects per cent such as 10%, not "${text}"`);
  return Number(match[1]);
}

function grayOption(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*Gy$/.exec(text.trim());
  if (!match || !(Number(match[1]) > 0)) throw new UsageError(`--normalise expects a dose such as 50Gy, not "${text}"`);
  return Number(match[1]);
}
