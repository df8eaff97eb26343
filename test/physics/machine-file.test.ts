import assert from 'node:assert/strict';
import { readMachine } from '../../src/physics/machine-file.ts';
import { machineSchema } from '../../src/physics/machine.ts';
import { ours } from '../support/machine-files.ts';

describe('machine file', () => {
  it('gives the machine that it describes', () => {
    const read = readMachine(`\uFEFF${JSON.stringify(ours)}`);
    assert.ok('machine' in read);
    assert.deepEqual(read.machine, machineSchema.parse(ours));
  });

  const text = JSON.stringify(ours, null, 2);
  const bins = (fluences: number[]) => fluences.map((fluence, i) => ({ fromMeV: i, toMeV: i + 1, fluence }));

  const faults: [what: string, text: string, kind: 'format' | 'physics', path: string, message: RegExp][] = [
    ['an empty file', '', 'format', '(file)', /ends here/],
    ['a file cut short', text.slice(0, 900), 'format', '', /quotes|expected|ends|no value/],
    ['a number that is none', text.replace('"sadMm": 1000', '"sadMm": NaN'), 'format', 'sadMm', /NaN is not a number/],
    ['an infinite number', text.replace('"sadMm": 1000', '"sadMm": 1e999'), 'format', 'sadMm', /larger than any/],
    ['a name twice', text.replace('"sadMm": 1000', '"sadMm": 1000, "sadMm": 900'), 'format', 'sadMm', /twice/],
    ['a name that is not known', text.replace('"sadMm": 1000', '"sadMm": 1000, "sidMm": 900'), 'format', '(file)', /sidMm/],
    ['a name missing', text.replace('"sadMm": 1000,', ''), 'format', 'sadMm', /expected number/],
    ['a number in quotes', text.replace('"sadMm": 1000', '"sadMm": "1000"'), 'format', 'sadMm', /expected number/],
    ['a value without its source', changed({ focalSpot: { ...ours.focalSpot, sigmaXMm: { value: 1 } } }), 'format', 'focalSpot.sigmaXMm.source', /citation/],
    ['an empty source', changed({ focalSpot: { ...ours.focalSpot, sigmaXMm: { value: 1, source: '' } } }), 'physics', 'focalSpot.sigmaXMm.source', /empty/],
    ['transmission above 1', leaves({ transmission: { value: 1.5, source: 'typed as per cent' } }), 'physics', 'leaves.transmission.value', /1/],
    ['negative transmission', leaves({ transmission: { value: -0.1, source: 'a slip' } }), 'physics', 'leaves.transmission.value', /0/],
    ['boundaries that do not ascend', leaves({ boundariesMm: { value: [-10, 0, 0, 10], source: 'a slip' } }), 'physics', 'leaves.boundariesMm.value[2]', /ascend/],
    ['a leaf of negative width', leaves({ boundariesMm: { value: [-10, 5, 0, 10], source: 'a slip' } }), 'physics', 'leaves.boundariesMm.value[2]', /leaf of -5 mm/],
    ['one boundary', leaves({ boundariesMm: { value: [0], source: 'a slip' } }), 'physics', 'leaves.boundariesMm.value', /2/],
    ['leaves beyond the isocentre', leaves({ distanceMm: { value: 1000, source: 'a slip' } }), 'physics', 'leaves.distanceMm.value', /between source and isocentre/],
    ['a spectrum that sums to 0.9', changed({ spectrum: { bins: bins([0.5, 0.4]), source: 'a slip' } }), 'physics', 'spectrum.bins', /sum to 0.9/],
    ['negative fluence', changed({ spectrum: { bins: bins([1.5, -0.5]), source: 'a slip' } }), 'physics', 'spectrum.bins[0].fluence', /1/],
    ['a spectrum with a gap', changed({ spectrum: { bins: [...bins([0.5]), { fromMeV: 2, toMeV: 3, fluence: 0.5 }], source: 'a slip' } }), 'physics', 'spectrum.bins[1].fromMeV', /not where the one before ends/],
    ['a profile that does not begin at the axis', changed({ profile: { kind: 'radial', radiusMm: [10, 20], relative: [1, 1], source: 'a slip' } }), 'physics', 'profile.radiusMm[0]', /axis/],
    ['a profile of unequal lists', changed({ profile: { kind: 'radial', radiusMm: [0, 20], relative: [1], source: 'a slip' } }), 'physics', 'profile.relative', /1 values for 2 radii/],
    ['no way to shape x', changed({ jaws: { y: ours.jaws.y }, leaves: undefined }), 'physics', 'jaws', /both pairs/],
    ['a name of the product', changed({ name: 'std.linac99MV' }), 'format', 'name', /std\./],
    ['a quality that does not exist', changed({ beamQuality: 'mohan99MV' }), 'format', 'beamQuality', /mohan6MV/],
  ]; // prettier-ignore

  for (const [what, machine, kind, path, message] of faults) {
    it(`with ${what} is no machine, and says where`, () => {
      const read = readMachine(machine);
      assert.ok('faults' in read, 'the machine was taken');
      const [fault] = read.faults;
      assert.equal(fault.kind, kind, fault.message);
      if (path) assert.equal(fault.path, path);
      assert.match(fault.message, message);
    });
  }

  it('names the line that the fault stands in', () => {
    const read = readMachine(text.replace('"sadMm": 1000', '"sadMm": -1'));
    assert.ok('faults' in read);
    const line = text.split('\n').findIndex((one) => one.includes('"sadMm"'));
    assert.deepEqual([read.faults[0].line, read.faults[0].character], [line, '  "sadMm": '.length]);
  });

  function leaves(change: object): string {
    return changed({ leaves: { ...ours.leaves, ...change } });
  }

  function changed(change: object): string {
    return JSON.stringify({ ...ours, ...change }, null, 2);
  }
});
