import assert from 'node:assert/strict';
import { outcomeTable } from '../../src/cli/outcome-table.ts';
import type { Outcome } from '../../src/engine/outcome/types.ts';
import type { RunResult } from '../../src/engine/results.ts';

const outcome: Outcome = {
  regions: [
    {
      region: 'GTV',
      ntcps: [],
      tcp: {
        value: 0.3294,
        model: 'Poisson LQ',
        source: 'Webb 1993',
        interval: { from: 0.145, to: 0.561 },
        tornado: [{ parameter: 'Carcinoma alpha', below: 0.26, above: 0.39 }],
        notes: [],
      },
    },
    {
      region: 'Cord',
      ntcps: [
        {
          value: 0.002,
          endpoint: 'myelitis',
          row: 'burman1991.spinalcord.lkb',
          model: 'LKB',
          source: 'Burman 1991',
          interval: { none: 'no interval available: the row gives no standard errors' },
          tornado: [],
          notes: ['unchecked'],
        },
      ],
    },
  ],
  sampling: { seed: 1, samples: 1000 },
};

const result = (change: Partial<Outcome> = {}) =>
  ({
    outcome: { ...outcome, ...change },
    plan: { regions: [] },
    quality: { kind: 'final' },
  }) as unknown as RunResult;

describe('The outcome in the terminal', () => {
  it('has no probability without its interval, model and citation', () => {
    const text = outcomeTable(result());
    assert.match(text, /^GTV +TCP +32\.9 % +14\.5 to 56\.1 % +Poisson LQ \[1\]$/m);
    assert.match(text, /^Cord +NTCP myelitis +0\.2 % +no interval available: .* LKB \[2\]$/m);
    assert.match(text, /^\[1\] Webb 1993\n\[2\] Burman 1991$/m);
    assert.match(text, /^GTV TCP: Carcinoma alpha ± 1 SE: 26 to 39 %$/m);
    assert.match(text, /^Cord NTCP myelitis: unchecked$/m);
  });

  it('is not there where nothing is modelled', () => {
    assert.equal(outcomeTable(result({ regions: [] })), '');
  });
});
