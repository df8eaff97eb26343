import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createDosePool, type DosePool } from '../../src/engine/dose-pool.ts';
import { analyse } from '../../src/language/analyse.ts';
import { runLadder } from '../../src/engine/ladder/run-ladder.ts';
import type { Session } from '../../src/engine/session.ts';
import { checkPlan, runPlan } from '../../src/engine/run-plan.ts';
import type { Diagnostic } from '../../src/plan/diagnostic.ts';
import { catalogue } from '../../src/plan/diagnostics/catalogue.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { buildBundles } from '../support/bundles.ts';
import { offsetAt, unmarked } from '../support/markers.ts';
import { syntheticPatient } from '../support/synthetic-patient.ts';

/** Codes that are found on the dose; all others are found without computing it. */
const needsDose = /^(RT6\d{3}|RT4116|RT4124|RT4203|RT4204|RT4207|RT4208)$/;

/** What no text can bring about, only a damaged installation: the dose pool's and the run's own tests cover it. */
const ofInstallation = new Set(['RT4206']);

/**
 * Guards of the engine against a plan that no text gives, because the language, or the reader of the files, refuses it first under a code of its own
 * (RT3032, RT1007, RT1010, RT4001) or has a doubt of its own (RT5003). Their fixtures are sound texts whose plan is changed before the engine sees it.
 */
const beyondText: Record<string, (plan: Plan) => void> = {
  RT3043: ({ patient }) => {
    for (const solid of patient.phantom?.solids ?? []) Object.assign(solid, { hu: NaN, material: undefined });
  },
  RT3044: ({ patient }) => (patient.density.curve = 'std.curve_80kV'),
  RT3047: ({ patient }) => (patient.overrides[0].material = 'cheese'),
  RT4108: ({ beamGroups }) => Object.assign(beamGroups[0].isocentre, { region: 'GTW' }),
  RT4111: ({ beamGroups }) => (beamGroups[0].machine = 'std.linac60MV'),
  RT4204: ({ schedule }) => Object.assign(schedule.phases[0].normalise, { region: 'Air' }),
};

describe('Every diagnostic about inputs, geometry and results', function () {
  this.timeout(60_000);
  let pool: DosePool;
  before(async () => {
    buildBundles('dose-worker.cjs');
    pool = createDosePool({ threads: 2 });
  });
  after(() => pool.dispose());

  const codes = Object.keys(catalogue).filter((code) => /^RT[346]/.test(code) && !ofInstallation.has(code));

  for (const code of codes) {
    it(`${code} is found at the marked place, and not once it is mended`, async () => {
      const bad = fixture(code, 'bad');
      assert.ok(bad.ranges.length > 0, 'bad.rtplan marks no place with <| |>');
      const found = await findings(bad, code, 'bad');
      assert.deepEqual(
        found.filter((d) => isSerious(d) || d.code === code).map((d) => ({ code: d.code, ...placeIn(bad.text, d) })),
        bad.ranges.map((range) => ({ code, ...range })),
        describeAll(found),
      );

      const good = fixture(code, 'good');
      const left = (await findings(good, code, 'good')).filter((d) => isSerious(d) || d.code === code);
      assert.deepEqual(left, [], describeAll(left));
    });
  }

  it('has no fixture of a code that is gone', () => {
    const folders = readdirSync(new URL('../language/diagnostics', import.meta.url));
    assert.deepEqual(
      folders.filter((name) => /^RT[346]/.test(name)),
      [...codes].sort(),
    );
  });

  /** What the text, and then the engine, say of a fixture. */
  async function findings(
    { file, text }: Fixture,
    code: string,
    which: 'bad' | 'good',
  ): Promise<readonly Diagnostic[]> {
    const { plan, diagnostics } = analyse({ file, text }, () => undefined);
    if (!plan) return diagnostics;
    if (which === 'bad') beyondText[code]?.(plan);
    const options = {
      baseFolder: syntheticPatient(),
      signal: new AbortController().signal,
      threads: 2,
      onProgress: () => undefined,
    };
    if (code === ofTests) return tested(plan, { ...options, pool });
    const outcome = needsDose.test(code) ? await runPlan(plan, { ...options, pool }) : await checkPlan(plan, options);
    switch (outcome.kind) {
      case 'result':
        return [...diagnostics, ...outcome.result.diagnostics];
      case 'checked':
      case 'refused':
        return [...diagnostics, ...outcome.diagnostics];
      case 'cancelled':
      case 'failed':
        return assert.fail(`${file}: ${outcome.kind === 'failed' ? outcome.message : 'cancelled'}`);
    }
  }
});

/** Found where the plan's tests are tried, on the plan and its baselines. */
const ofTests = 'RT6015';

async function tested(plan: Plan, options: Parameters<typeof runPlan>[1]): Promise<readonly Diagnostic[]> {
  const run: Session['run'] = (rung, { measures }) => runPlan(rung, { ...options, measures });
  const outcome = await runLadder({ run }, plan, { baseFolder: options.baseFolder, baselines: 'tested' });
  assert.equal(outcome.kind, 'ladder', JSON.stringify(outcome).slice(0, 300));
  return outcome.kind === 'ladder' ? outcome.diagnostics : [];
}

interface Fixture {
  readonly file: string;
  readonly text: string;
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
}

function fixture(code: string, which: 'bad' | 'good'): Fixture {
  const file = fileURLToPath(new URL(`../language/diagnostics/${code}/${which}.rtplan`, import.meta.url));
  assert.ok(existsSync(file), `test/language/diagnostics/${code}/${which}.rtplan is missing`);
  return { file, ...unmarked(readFileSync(file, 'utf8')) };
}

function placeIn(text: string, { range }: Diagnostic): { start: number; end: number } {
  return { start: offsetAt(text, range.start), end: offsetAt(text, range.end) };
}

function isSerious({ severity }: Diagnostic): boolean {
  return severity === 'error' || severity === 'warning';
}

function describeAll(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((d) => `${d.code} ${d.range.start.line + 1}: ${d.message}`).join('\n');
}
