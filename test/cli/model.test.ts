import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { calculators } from '../../src/cli/calculators/table.ts';
import { DomainError } from '../../src/units/domain-error.ts';
import { commandLineBench } from '../support/command-line.ts';

interface Example {
  readonly model: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

describe('dosewright model', function () {
  this.timeout(60_000);
  const bench = commandLineBench();

  it('evaluates a model and prints its outputs', async () => {
    const { code, stdout, stderr } = await bench.dosewright(
      'model',
      'bed_eqd2',
      '--json',
      '{"n":30,"d":2,"alphaBeta":10}',
    );
    assert.deepEqual(
      { code, output: JSON.parse(stdout) as unknown, stderr },
      { code: 0, output: { BED: 72, EQD2: 60 }, stderr: '' },
    );
  });

  it('says beside the value what a reader has to know of it', async () => {
    const { code, stderr } = await bench.dosewright('model', 'bed_eqd2', '--json', '{"n":3,"d":18,"alphaBeta":10}');
    assert.match(stderr, /^warning: 18 Gy a fraction is beyond the 10 Gy .*\(Fowler/);
    assert.equal(code, 0);
  });

  it('lists every model with what it computes and its inputs', async () => {
    for (const args of [['model'], ['model', '--list']]) {
      const { code, stdout } = await bench.dosewright(...args);
      assert.equal(code, 0);
      for (const [name, { computes, inputs }] of Object.entries(calculators)) {
        const line = stdout.split('\n').find((text) => text.startsWith(`${name} `));
        assert.ok(line?.includes(computes) && line.includes(inputs.join(', ')), `${name} is not listed`);
      }
    }
  });

  for (const { what, args, says } of [
    {
      what: 'a name that there is not',
      args: ['bed_eqd', '--json', '{}'],
      says: /no model "bed_eqd"\. Did you mean bed_eqd2\?/,
    },
    {
      what: 'a missing input',
      args: ['bed_eqd2', '--json', '{"n":30,"d":2}'],
      says: /the input "alphaBeta" is missing/,
    },
    {
      what: 'an unknown input',
      args: ['bed_eqd2', '--json', '{"n":30,"d":2,"alphaBeta":10,"beta":1}'],
      says: /unknown input "beta"; expected n, d, alphaBeta/,
    },
    {
      what: 'an input of the wrong type, and where',
      args: ['multi_phase_sum', '--json', '{"phases":[{"n":25,"d":"two"}],"alphaBeta":10}'],
      says: /the input "phases\[0\]\.d": expected number, received string/,
    },
    {
      what: 'a missing input within another',
      args: ['multi_phase_sum', '--json', '{"phases":[{"n":25}],"alphaBeta":10}'],
      says: /the input "phases\[0\]\.d" is missing/,
    },
    {
      what: 'an unknown input within another',
      args: ['multi_phase_sum', '--json', '{"phases":[{"n":25,"d":2,"D":50}],"alphaBeta":10}'],
      says: /the input "phases\[0\]" knows no "D"/,
    },
    {
      what: 'times that a doubling time goes with',
      args: [
        'poisson_lq_voxel',
        '--json',
        '{"doses_total":[60],"volumes_cc":[1],"rho_per_cc":1e7,"alpha":0.3,"alphaBeta":10,"n":30,"Td_days":3}',
      ],
      says: /"Td_days" goes with "T_days" and "Tk_days"/,
    },
    {
      what: 'inputs that are no object',
      args: ['bed_eqd2', '--json', '[1]'],
      says: /not an object of n, d, alphaBeta/,
    },
    {
      what: 'a text that is no JSON',
      args: ['bed_eqd2', '--json', '{n:1}'],
      says: /--json expects an object of the inputs/,
    },
    { what: 'a name without inputs', args: ['bed_eqd2'], says: /bed_eqd2 expects --json '\{…\}' with n, d, alphaBeta/ },
  ]) {
    it(`ends with 2 and names ${what}`, async () => {
      const { code, stdout, stderr } = await bench.dosewright('model', ...args);
      assert.match(stderr, says);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    });
  }

  it('ends with 1 and gives domain and source where a model says nothing of a value', async () => {
    const { code, stdout, stderr } = await bench.dosewright(
      'model',
      'bed_eqd2',
      '--json',
      '{"n":30,"d":2,"alphaBeta":0}',
    );
    assert.match(stderr, /alpha\/beta \(Gy\) is 0; the model holds for alpha\/beta > 0 \(Fowler JF/);
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
  });

  it('gives domain and source where there is no voxel, no histogram, no phase and no error of set-up', () => {
    const folder = fileURLToPath(new URL('../biology/examples/', import.meta.url));
    const records = readdirSync(folder)
      .filter((name) => name !== 'traps.json')
      .flatMap((name) => (JSON.parse(readFileSync(folder + name, 'utf8')) as { examples: Example[] }).examples);
    const emptied = records.flatMap(({ model, inputs }) => {
      const lists = Object.keys(inputs).filter((name) => Array.isArray(inputs[name]) && name !== 'segments_fields');
      return lists.length > 0
        ? { model, inputs: { ...inputs, ...Object.fromEntries(lists.map((name) => [name, []])) } }
        : [];
    });
    assert.ok(new Set(emptied.map(({ model }) => model)).size > 20);
    for (const { model, inputs } of emptied) {
      // Control without any complication is control; an edge's position needs no points.
      if (model === 'utcp_pplus' || model === 'blurred_penumbra') continue;
      assert.throws(() => calculators[model].evaluate(inputs), DomainError, model);
    }
  });

  it('says of a histogram that does not fall to 0 what is taken of the rest (ICRU Report 83)', () => {
    const { evaluate } = calculators.cumulative_interpolation;
    const doses = { binEdges_Gy: [0, 10, 20] };
    assert.deepEqual(evaluate({ ...doses, cumulativeVolume_cc: [100, 80, 0] }).caveats, []);
    assert.match(evaluate({ ...doses, cumulativeVolume_cc: [100, 80, 5] }).caveats[0].text, /ends at 5 cm³ with 20 Gy/);
  });

  it('says of a tumour whose gEUD counts the hottest part most that a is below 0 for tumours (Gay and Niemierko 2007)', () => {
    const { evaluate } = calculators.eud_tcp_niemierko;
    const tumour = { doses_eqd2: [60, 50], volumes: [1, 1], TCD50: 50, gamma50: 2 };
    assert.deepEqual(evaluate({ ...tumour, a: -10 }).caveats, []);
    assert.equal(evaluate({ ...tumour, a: 2 }).caveats[0].kind, 'parameter');
  });

  it('says of LET-weighted dose when LET is beyond what models were fitted to (Unkelbach 2016)', () => {
    const { evaluate } = calculators.rbe_constant_and_let_weighted;
    const dose = { D_phys_total: 50, n: 25, c_um_per_keV: 0.04 };
    assert.deepEqual(evaluate({ ...dose, LETd_keV_um: 20 }).caveats, []);
    assert.equal(evaluate({ ...dose, LETd_keV_um: 21 }).caveats[0].kind, 'let');
  });

  it('refuses a threshold of uptake ratios that all voxels are above', () => {
    const voxels = { voxels: [1.2, 2.1], reference_mean: 1.5, voxelVolume_ml: 0.064 };
    for (const threshold of [0, -1])
      assert.throws(() => calculators.tbr_hypoxic_volume.evaluate({ ...voxels, threshold }), DomainError);
  });

  it('refuses inputs whose result is no finite number: JSON has none such', () => {
    const tumour = { doses_total: [60], volumes_cc: [1], rho_per_cc: 1e7, alpha: 0.3, alphaBeta: 10, n: 30 };
    assert.throws(() => calculators.poisson_lq_voxel.evaluate({ ...tumour, T_days: 1e6, Tk_days: 0, Td_days: 1 }), {
      name: 'DomainError',
      value: 'no finite number',
    });
  });

  it('evaluates a whole file of examples', async () => {
    const file = fileURLToPath(new URL('../biology/examples/lq.json', import.meta.url));
    const { examples } = JSON.parse(readFileSync(file, 'utf8')) as { examples: { id: string }[] };
    const { code, stdout } = await bench.dosewright('model', '--file', file);
    const answers = JSON.parse(stdout) as { id: string; output: Record<string, number> }[];
    assert.deepEqual(
      answers.map(({ id }) => id),
      examples.map(({ id }) => id),
    );
    assert.equal(answers.find(({ id }) => id === 'lq-006')?.output['BED'], 72);
    assert.equal(code, 0);
  });

  it('loses no record to a bad one', async () => {
    const good = { id: 'a', model: 'bed_eqd2', inputs: { n: 30, d: 2, alphaBeta: 10 } };
    bench.write(
      'records.json',
      JSON.stringify([
        { ...good, id: 'outside', inputs: { ...good.inputs, alphaBeta: -1 } },
        { ...good, id: 'unknown', model: 'bed' },
        { id: 'no model' },
        7,
        { ...good, id: 'warned', inputs: { n: 1, d: 20, alphaBeta: 10 } },
        good,
      ]),
    );
    const { code, stdout } = await bench.dosewright('model', '--file', 'records.json');
    const answers = JSON.parse(stdout) as {
      id: string | number;
      output?: unknown;
      error?: string;
      warnings?: string[];
    }[];
    assert.deepEqual(
      answers.map(({ id, output }) => [id, output !== undefined]),
      [
        ['outside', false],
        ['unknown', false],
        ['no model', false],
        [3, false],
        ['warned', true],
        ['a', true],
      ],
    );
    assert.match(answers[0].error ?? '', /alpha\/beta \(Gy\) is -1/);
    assert.match(answers[1].error ?? '', /no model "bed"/);
    assert.match(answers[4].warnings?.[0] ?? '', /20 Gy a fraction is beyond/);
    assert.deepEqual(answers[5], { id: 'a', output: { BED: 72, EQD2: 60 } });
    assert.equal(code, 1);
  });

  it('ends with 3 for a file that cannot be read, or holds no records', async () => {
    bench.write('other.json', '{"rows":[]}');
    for (const file of ['missing.json', 'other.json']) {
      const { code, stdout, stderr } = await bench.dosewright('model', '--file', file);
      assert.match(stderr, new RegExp(`^${file}: `));
      assert.deepEqual({ code, stdout }, { code: 3, stdout: '' });
    }
  });
});
