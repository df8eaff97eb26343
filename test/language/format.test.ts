import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from '../../src/language/format.ts';

const lines = (...text: string[]): string => `${text.join('\n')}\n`;

describe('the formatter', () => {
  it('sets spaces, indentation and columns', () => {
    assert.equal(
      format(
        lines(
          'target   GTV=structure "A"',
          'target PTV_70=GTV+5mm',
          '',
          '',
          'goals{',
          'PTV_70 D95%>=95% of prescription must',
          '   GTV mean<=3Gy prefer 2 from std.quantec',
          '',
          '}',
        ),
      ),
      lines(
        'target GTV    = structure "A"',
        'target PTV_70 = GTV + 5 mm',
        '',
        'goals {',
        '  PTV_70 D95% >= 95 % of prescription must',
        '  GTV    mean <= 3 Gy                 prefer 2  from std.quantec',
        '}',
      ),
    );
  });

  it('keeps comments with their lines and puts several pairs of one line apart', () => {
    assert.equal(
      format(
        lines(
          '// first',
          'tissue T {// why',
          'alpha = .3'.replace('.3', '0.3 /Gy varies 0.06 /Gy'),
          'repopulation { start=28 d doubling = 3d } // both',
          '// last',
          '}',
        ),
      ),
      lines(
        '// first',
        'tissue T {   // why',
        '  alpha = 0.3 /Gy   varies 0.06 /Gy',
        '  repopulation { start = 28 d   doubling = 3 d }   // both',
        '  // last',
        '}',
      ),
    );
  });

  it('writes newlines for semicolons, and signs next to their numbers', () => {
    assert.equal(
      format('schedule 3 fractions { PTV 3 Gy\nGTV 4 Gy; normalise none }\n'),
      lines('schedule 3 fractions {', '  PTV  3 Gy', '  GTV  4 Gy', '  normalise none', '}'),
    );
    assert.equal(format('patient P { body = threshold - 300 HU }'), 'patient P { body = threshold -300 HU }\n');
  });

  it('leaves a broken statement exactly as it is, and formats the others', () => {
    assert.equal(
      format(lines('goals{', 'PTV   D95%   >=', '     PTV mean<=3Gy must', 'oops    oops', '}', 'let   a=3mm')),
      lines('goals {', 'PTV   D95%   >=', '  PTV mean <= 3 Gy must', 'oops    oops', '}', 'let a = 3 mm'),
    );
    const unclosed = lines('goals   {', '   PTV mean<=3Gy must', '', 'let   a=3mm');
    assert.equal(format(unclosed), lines('goals   {', '   PTV mean<=3Gy must', '', 'let a = 3 mm'));
  });

  it('leaves blocks that this version does not read as they are', () => {
    const course = lines('course {', '    adapt   when GTV volume < 70 % { recontour GTV; replan }', ' }');
    assert.equal(format(course), course);
  });

  it('gives nothing for nothing', () => {
    assert.equal(format(''), '');
    assert.equal(format('\n\n  \n'), '');
    assert.equal(format('// only a comment'), '// only a comment\n');
  });

  it('is idempotent, and keeps every token of every fixture', () => {
    const folder = join(import.meta.dirname, 'diagnostics');
    for (const code of readdirSync(folder)) {
      for (const name of ['bad', 'good']) {
        let text: string;
        try {
          text = readFileSync(join(folder, code, `${name}.rtplan`), 'utf8').replace(/<\||\|>/g, '');
        } catch {
          continue;
        }
        const once = format(text);
        assert.equal(format(once), once, `${code}/${name}`);
        assert.equal(once.replace(/\s+/g, ''), text.replace(/\s+/g, ''), `${code}/${name}`);
      }
    }
  });
});
