import assert from 'node:assert/strict';
import fc from 'fast-check';
import { add, divide, multiply, quantity, quantityInWords } from '../../src/units/quantity.ts';
import { baseUnit, unitNamed, unitPattern, unitSymbols } from '../../src/units/units.ts';

describe('units', () => {
  it('are held in mm, Gy, deg, d, g/cm³, cm³', () => {
    assert.equal(quantity(10, 'cm')?.value, 100);
    assert.equal(quantity(0.3, 'cm')?.value, 3);
    assert.equal(quantity(5000, 'cGy')?.value, 50);
    assert.equal(quantity(36, 'h')?.value, 1.5);
    assert.equal(quantity(1050, 'kg/m3')?.value, 1.05);
    assert.equal(quantity(2, 'ml')?.value, 2);
  });

  it('are a closed list: any other word is no unit', () => {
    for (const word of ['Gray', 'gy', 'm', 'mms', 'constructor', '__proto__', ''])
      assert.equal(unitNamed(word), undefined, word);
  });

  it('keep the four kinds of dose apart, and bind EQD2 and BED to their alpha/beta', () => {
    const kinds = ['Gy', 'Gy/fraction', 'Gy(RBE)', 'Gy EQD2[2]', 'Gy BED[10]'].map((unit) => quantity(2, unit)!);
    for (const a of kinds) for (const b of kinds) assert.equal(add(a, b, 1) !== undefined, a === b);
    assert.equal(add(quantity(2, 'Gy EQD2[2]')!, quantity(2, 'Gy EQD2[3]')!, 1), undefined);
    assert.equal(quantityInWords(quantity(60, 'Gy EQD2[2]')!), '60 Gy EQD2[2]');
  });

  it('are matched longest first and never inside a word', () => {
    const first = (text: string): string | undefined => new RegExp(`^(${unitPattern})`).exec(text)?.[1];
    for (const symbol of unitSymbols) assert.equal(first(symbol), symbol);
    assert.equal(first('Gy/fraction '), 'Gy/fraction');
    assert.equal(first('Gy EQD2[2.5] must'), 'Gy EQD2[2.5]');
    assert.equal(first('days'), undefined);
    assert.equal(first('Gyr'), undefined);
    assert.equal(first('% of max'), '%');
  });

  it('have a base unit with factor one for every kind', () => {
    for (const symbol of unitSymbols) {
      const { kind } = unitNamed(symbol)!;
      assert.equal(unitNamed(baseUnit(kind))?.toBase, 1, symbol);
    }
  });
});

describe('arithmetic of quantities', () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });

  it('adds what is of one kind, in any order', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        const [x, y] = [quantity(a, 'mm')!, quantity(b, 'mm')!];
        assert.deepEqual(add(x, y, 1), add(y, x, 1));
      }),
      { seed: 1 },
    );
  });

  it('gives a plain number for the quotient of one kind, and no meaning to the product of two', () => {
    assert.deepEqual(divide(quantity(70, 'Gy')!, quantity(2, 'Gy')!), { value: 35, kind: 'number' });
    assert.equal(multiply(quantity(70, 'Gy')!, quantity(2, 'mm')!), undefined);
    assert.deepEqual(multiply(quantity(35, undefined)!, quantity(2, 'Gy')!), { value: 70, kind: 'dose' });
  });

  it('keeps decimal numbers decimal: 0.1 cm + 0.2 cm is 3 mm', () => {
    assert.equal(add(quantity(0.1, 'cm')!, quantity(0.2, 'cm')!, 1)?.value, 3);
  });
});
