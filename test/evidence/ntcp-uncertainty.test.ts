import assert from 'node:assert/strict';
import { standardEvidence } from '../../src/evidence/base.ts';
import { readEvidenceFile } from '../../src/evidence/evidence-file.ts';
import { lintEvidence } from '../../src/evidence/lint.ts';
import type { NtcpParameters } from '../../src/evidence/ntcp-parameters.ts';
import { movedRow, parameterInterval, uncertainParameters } from '../../src/evidence/ntcp-uncertainty.ts';
import { ntcpText } from '../../src/evidence/row-text.ts';

const { ntcp, ...standard } = standardEvidence();
const rowOf = (id: string): NtcpParameters => ntcp.find((row) => row.id === id) ?? assert.fail(id);
const oesophagus = rowOf('belderbos2005.esophagus.lkb');
const lung = rowOf('quantec_lung.lung.logistic');
const close = (found: number, expected: number, tolerance = 1e-6) =>
  assert.ok(Math.abs(found - expected) <= tolerance * Math.abs(expected), `${found}, expected ${expected}`);

describe('How uncertain complication models are', () => {
  it('is what their sources publish', () => {
    assert.deepEqual(
      ntcp.filter((row) => row.uncertainty).map(({ id }) => id),
      [
        'quantec_lung.lung.lkb',
        'michalski2010.rectum.lkb',
        'belderbos2005.esophagus.lkb',
        'quantec_lung.lung.logistic',
      ],
    );
    // Michalski 2010, abstract.
    assert.match(
      ntcpText(rowOf('michalski2010.rectum.lkb')),
      /n 0.09 \(0.04 to 0.14\), m 0.13 \(0.1 to 0.17\), TD50 76.9 Gy \(73.7 to 80.1\)/,
    );
  });

  it('puts the published ends at 1.96 standard deviates, however lopsided, and the value at none', () => {
    for (const row of ntcp)
      for (const parameter of uncertainParameters(row)) {
        const at = (deviate: number) =>
          (movedRow(row, { [parameter]: deviate }).parameters as Record<string, number>)[parameter];
        const [low, high] = parameterInterval(row, parameter)!;
        close(at(-1.959964), low);
        close(at(1.959964), high);
        close(at(0), (row.parameters as Record<string, number>)[parameter]);
        assert.ok(at(-5) < at(-1) && at(-1) < at(1) && at(1) < at(5));
      }
  });

  it('never takes a parameter that has to be above 0 to or below it', () => {
    const { n, m, TD50Gy } = movedRow(oesophagus, { n: -8, m: -8, TD50Gy: -8 }).parameters as Record<string, number>;
    assert.ok(n > 0 && m > 0 && TD50Gy > 0);
  });

  it('lets the slope of a logistic follow, so that TD50 stays where one half is', () => {
    const { b0, b1PerGy, TD50Gy } = movedRow(lung, { b0: 1.2, TD50Gy: -0.7 }).parameters as Record<string, number>;
    close(-b0 / b1PerGy, TD50Gy, 2e-3);
    assert.notEqual(b0, -3.87);
    // QUANTEC gives the slope an interval of its own, 0.100 to 0.153 per Gy: about what follows.
    const slopes = [-1.96, 1.96].map((z) => (movedRow(lung, { b0: z }).parameters as Record<string, number>).b1PerGy);
    assert.ok(slopes[1] > 0.1 && slopes[0] < 0.153, `${slopes}`);
  });

  it('is taken from a standard error too', () => {
    const row: NtcpParameters = {
      ...oesophagus,
      uncertainty: { source: oesophagus.source, check: 'local', parameters: { TD50Gy: { standardError: 5 } } },
    };
    const [low, high] = parameterInterval(row, 'TD50Gy')!;
    close(low, 47 - 1.96 * 5, 1e-4);
    close(high, 47 + 1.96 * 5, 1e-4);
  });

  it('is refused of another source, of no parameter, and where the value lies outside', () => {
    const errors = (uncertainty: Partial<NonNullable<NtcpParameters['uncertainty']>>): string[] => {
      const row = { ...oesophagus, uncertainty: { ...oesophagus.uncertainty!, ...uncertainty } };
      return lintEvidence({ ...standard, constraints: [], tissues: [], ntcp: [row] })
        .filter(({ severity }) => severity === 'error')
        .map(({ field, message }) => `${field} ${message}`);
    };
    assert.deepEqual(errors({}), []);
    assert.match(errors({ source: 'burman1991' })[0], /^uncertainty.source is "burman1991"/);
    assert.match(errors({ parameters: { b0: { standardError: 1 } } })[0], /is no parameter of the row/);
    assert.match(
      errors({ parameters: { n: { interval95: [0.7, 0.9] } } })[0],
      /is 0.7 to 0.9, and the value, 0.69, does not/,
    );
    assert.match(errors({ parameters: { m: { standardError: 0.3 } } })[0], /above 0/);
  });

  it('may be given in a user’s own evidence file', () => {
    const { overrides: _, ...row } = {
      ...oesophagus,
      overrides: undefined,
      id: 'house.oesophagus',
      source: 'house',
      check: 'local',
    };
    const text = (uncertainty: unknown) =>
      JSON.stringify({
        schema: 'rtevidence/1',
        name: 'house',
        sources: [{ key: 'house', module: 'house', title: 'House', citation: 'Own fit, 2025' }],
        ntcp: [{ ...row, uncertainty }],
      });
    const good = {
      source: 'house',
      check: 'local',
      parameters: { TD50Gy: { standardError: 3 }, m: { interval95: [0.3, 0.4] } },
    };
    assert.deepEqual(readEvidenceFile(text(good)).findings, []);
    const { findings } = readEvidenceFile(text({ ...good, parameters: { TD50Gy: { standardError: -3 } } }));
    assert.match(JSON.stringify(findings), /house.oesophagus.*uncertainty.parameters.TD50Gy/);
  });
});
