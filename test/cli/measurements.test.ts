import assert from 'node:assert/strict';
import { readMeasurements } from '../../src/cli/measurements.ts';

const head = 'kind,axis,field_mm,ssd_mm,depth_mm,position_mm,dose';
const depth = [5, 15, 50, 100, 200].map((mm) => `depth,,100,1000,${mm},,${1 / (1 + mm)}`);
const profile = [-60, -50, 0, 50, 60].map((mm) => `profile,x,100,1000,50,${mm},${Math.abs(mm) < 55 ? 1 : 0.1}`);

describe('measured curves', () => {
  it('are read from CSV, a point a row, curves told apart by their fields', () => {
    const read = readMeasurements(`# scanned\n${[head, ...depth, ...profile].join('\r\n')}\r\n\r\n`);
    assert.ok('curves' in read);
    assert.deepEqual(
      read.curves.map(({ kind, fieldMm, ssdMm, dose }) => [kind, fieldMm, ssdMm, dose.length]),
      [['depth', 100, 1000, 5], ['profile', 100, 1000, 5]],
    ); // prettier-ignore
  });

  it('are the same from JSON', () => {
    const fromCsv = readMeasurements([head, ...depth, ...profile].join('\n'));
    assert.ok('curves' in fromCsv);
    const json = JSON.stringify({ schema: 'dosewright-measurements/1', curves: fromCsv.curves });
    assert.deepEqual(readMeasurements(json), fromCsv);
  });

  const refused: [what: string, text: string, why: RegExp][] = [
    ['an empty file', '', /first line/],
    ['other columns', 'depth,dose\n1,2', /first line has to be "kind,axis/],
    ['a word for a number', [head, ...depth.slice(1), 'depth,,100,1000,300,,high'].join('\n'), /line 6: "high" is no number \(dose\)/],
    ['a missing dose', [head, 'depth,,100,1000,300,,'].join('\n'), /line 2: "" is no number/],
    ['NaN', [head, 'depth,,100,1000,300,,NaN'].join('\n'), /no number/],
    ['a negative dose', [head, ...depth, 'depth,,100,1000,300,,-1'].join('\n'), /dose/],
    ['an axis that is none', [head, 'profile,z,100,1000,50,0,1'].join('\n'), /axis is x or y/],
    ['another kind', [head, 'pdd,,100,1000,50,0,1'].join('\n'), /kind is depth or profile/],
    ['too few points', [head, ...depth.slice(1)].join('\n'), /at least 5/],
    ['depths that do not ascend', [head, ...depth, depth[1]].join('\n'), /ascend/],
    ['a depth dose that ends early', [head, ...[1, 2, 3, 4, 5].map((mm) => `depth,,100,1000,${mm},,1`)].join('\n'), /100 mm/],
    ['a profile without penumbra', [head, ...[-2, -1, 0, 1, 2].map((mm) => `profile,x,100,1000,50,${mm},1`)].join('\n'), /below 40 %/],
    ['only zeros', [head, ...depth.map((row) => row.replace(/[^,]*$/, '0'))].join('\n'), /all doses are 0/],
    ['lists of unequal length', '{"schema":"dosewright-measurements/1","curves":[{"kind":"depth","fieldMm":100,"ssdMm":1000,"depthMm":[1,2,3,4,5,100],"dose":[1,1]}]}', /6 positions and 2 doses/],
    ['JSON of another schema', '{"curves":[]}', /schema/],
    ['broken JSON', '{"schema":', /ends here/],
  ]; // prettier-ignore
  for (const [what, text, why] of refused) {
    it(`with ${what} are refused, with the place`, () => {
      const read = readMeasurements(text);
      assert.ok('refused' in read, 'they were taken');
      assert.match(read.refused, why);
    });
  }
});
