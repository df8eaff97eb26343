import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { calculators } from '../../src/cli/calculators/table.ts';

interface Example {
  readonly id: string;
  readonly model: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
  readonly rel_tol: number;
  readonly published_check?: string;
}

const folder = fileURLToPath(new URL('examples/', import.meta.url));
const examples = readdirSync(folder)
  .filter((name) => name !== 'traps.json')
  .flatMap((name) => (JSON.parse(readFileSync(folder + name, 'utf8')) as { examples: Example[] }).examples);

// Values from two independent implementations, in Python and in Octave, by different algorithms where there are two.
describe('worked examples', () => {
  for (const model of new Set(examples.map((example) => example.model))) {
    describe(model, () => {
      for (const { id, inputs, expected, rel_tol, published_check } of examples.filter((e) => e.model === model))
        it(published_check ? `${id}: ${published_check}` : id, () => {
          const { output } = calculators[model].evaluate(inputs);
          assertClose(output, expected, rel_tol, id);
        });
    });
  }

  it('name every calculator but those without an example', () => {
    const named = new Set(examples.map(({ model }) => model));
    assert.deepEqual(
      Object.keys(calculators).filter((name) => !named.has(name)),
      ['wenzl_wilkens_alpha_beta', 'dpbc_threshold'],
    );
  });
});

/** The same names, and the same numbers within a share; below 1e-12 they count as 0. */
function assertClose(actual: unknown, expected: unknown, share: number, at: string): void {
  if (typeof expected === 'number') {
    assert.ok(
      typeof actual === 'number' && Math.abs(actual - expected) <= share * Math.abs(expected) + 1e-12,
      `${at} is ${String(actual)}, expected ${expected}`,
    );
  } else if (typeof expected === 'object' && expected !== null) {
    assert.deepEqual(Object.keys(actual as object), Object.keys(expected), at);
    for (const [key, value] of Object.entries(expected))
      assertClose((actual as Record<string, unknown>)[key], value, share, `${at}.${key}`);
  } else assert.equal(actual, expected, at);
}
