import assert from 'node:assert/strict';
import { commandLineBench } from '../support/command-line.ts';
import { smallPlan } from '../support/small-plan.ts';

describe('dosewright diff --against protocol', function () {
  this.timeout(60_000);
  const bench = commandLineBench();
  const protocol = `protocol House {
  group Young when age < 70 y {
    evidence "House 2025"
    schedule 25 fractions { GTV 50 Gy }
    goals { Spine mean <= 45 Gy must }
  }
  group Old otherwise {
    evidence "House 2025"
    schedule 15 fractions { GTV 40 Gy }
  }
}
`;
  const plan = (age: string): string =>
    smallPlan({
      'plan "Small water body"': 'import "house.rtplan"\n\nplan "Small water body" follows House',
      '  body = structure "External"': `  body = structure "External"\n  clinical { ${age} }`,
    });

  it('lists the group and why, and what is inherited, overridden and added', async () => {
    bench.write('house.rtplan', protocol);
    bench.write('plan.rtplan', plan('age = 60 y'));
    const { code, stdout, stderr } = await bench.dosewright('diff', 'plan.rtplan', '--against', 'protocol');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^House, group Young, because age = 60 y\nEvidence: House 2025\n/);
    assert.match(stdout, /^same +GTV dose +50 Gy to D50% +50 Gy to D50%$/m);
    assert.match(stdout, /^overridden, looser +Spine mean +<= 45 Gy must +<= 50 Gy prefer 1$/m);
    assert.match(stdout, /^added +GTV D95% +>= 40 Gy must$/m);
    assert.match(stderr, /^plan\.rtplan:\d+:3 warning RT5201 /m);
  });

  it('gives the same to machines', async () => {
    bench.write('house.rtplan', protocol);
    bench.write('plan.rtplan', plan('age = 75 y'));
    const { code, stdout } = await bench.dosewright('diff', 'plan.rtplan', '--against', 'protocol', '--json');
    const json = JSON.parse(stdout) as { group: string; items: { item: string; status: string; line: number }[] };
    assert.deepEqual([code, json.group], [0, 'Old']);
    assert.deepEqual(
      json.items.filter(({ status }) => status === 'overridden').map(({ item }) => item),
      ['fractions', 'GTV dose'],
    );
  });

  it('ends with 1 where the group is not known or none is followed, 2 and 3 as other commands do', async () => {
    bench.write('house.rtplan', protocol);
    bench.write('plan.rtplan', plan('weight = 70 kg'));
    const undecided = await bench.dosewright('diff', 'plan.rtplan', '--against', 'protocol');
    assert.deepEqual([undecided.code, undecided.stdout], [1, '']);
    assert.match(undecided.stderr, /RT1205 House needs age/);
    bench.write('plain.rtplan', smallPlan());
    const plain = await bench.dosewright('diff', 'plain.rtplan', '--against', 'protocol');
    assert.equal(plain.code, 1);
    assert.match(plain.stderr, /follows no group of a protocol/);
    assert.equal((await bench.dosewright('diff', 'plan.rtplan', '--against', 'other.rtplan')).code, 2);
    assert.equal((await bench.dosewright('diff', 'none.rtplan', '--against', 'protocol')).code, 3);
  });
});
