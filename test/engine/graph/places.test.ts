import assert from 'node:assert/strict';
import { withoutPlaces } from '../../../src/engine/graph/places.ts';
import { analyse } from '../../../src/language/analyse.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import type { SourceRange } from '../../../src/plan/source-range.ts';
import { smallPlan } from '../../support/small-plan.ts';

function planOf(text: string): Plan {
  const { plan, diagnostics } = analyse({ file: '/plans/small.rtplan', text }, () => undefined);
  assert.ok(plan, JSON.stringify(diagnostics));
  return plan;
}

/** Every place in plain data. */
function placesIn(value: unknown): SourceRange[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    /(^a|A)t$/.test(key) ? [item as SourceRange] : placesIn(item),
  );
}

const finding = (range: SourceRange) => ({ code: 'RT4001', severity: 'error', message: 'empty', range }) as const;

describe('a plan without its places', () => {
  it('is the same for a text whose lines have moved, and for one with other comments', () => {
    const text = smallPlan();
    const moved = `// a note\n\n\n${text.replaceAll('\n', '   // here\n\n')}`;
    assert.notDeepEqual(planOf(moved), planOf(text));
    assert.deepEqual(withoutPlaces(planOf(moved)).plan, withoutPlaces(planOf(text)).plan);
  });

  it('keeps everything but the places', () => {
    const plan = planOf(smallPlan());
    const bare = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value, (key, item) => (/(^a|A)t$/.test(key) ? 0 : item) as unknown));
    assert.deepEqual(bare(withoutPlaces(plan).plan), bare(plan));
  });

  it('gives each place back, in related findings and fixes too', () => {
    const plan = planOf(smallPlan());
    const placeless = withoutPlaces(plan);
    const [stripped, places] = [placesIn(placeless.plan), placesIn(plan)];
    assert.equal(new Set(stripped.map(({ file }) => file)).size, places.length, 'two places have one name');
    for (const [n, range] of stripped.entries()) {
      const [found] = placeless.placed([
        {
          ...finding(range),
          related: [{ message: 'this', range }],
          fixes: [{ title: 'mend', edits: [{ range, newText: 'x' }] }],
        },
      ]);
      assert.deepEqual(found.range, places[n]);
      assert.deepEqual(found.related?.[0].range, places[n]);
      assert.deepEqual(found.fixes?.[0].edits[0].range, places[n]);
    }
  });

  it('finds an item by its name, wherever it has gone in the list', () => {
    const spine = 'organ Spine = structure "Spine"\n';
    const before = planOf(smallPlan());
    const after = planOf(smallPlan({ [spine]: '', 'schedule 25': `organ Air = structure "Air"\n${spine}schedule 25` }));
    const range = withoutPlaces(before).plan.regions.find(({ name }) => name === 'Spine')!.at;
    const [found] = withoutPlaces(after).placed([finding(range)]);
    assert.deepEqual(found.range, after.regions.find(({ name }) => name === 'Spine')!.at);
  });

  it('leaves places in other files, as of a machine, as they are', () => {
    const plan = planOf(smallPlan());
    const place = { ...plan.at, file: '/machines/ours.json' };
    const [found] = withoutPlaces(plan).placed([finding(place)]);
    assert.deepEqual(found.range, place);
  });

  it('refuses a finding about what the plan does not hold, rather than showing it elsewhere', () => {
    const plan = planOf(smallPlan());
    const elsewhere = withoutPlaces(planOf(smallPlan({ 'organ Spine': 'organ Back', 'Spine mean': 'Back mean' })));
    const range = elsewhere.plan.regions.find(({ name }) => name === 'Back')!.at;
    assert.throws(() => withoutPlaces(plan).placed([finding(range)]), /does not hold/);
  });
});
