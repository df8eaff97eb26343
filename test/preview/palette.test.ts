import assert from 'node:assert/strict';
import { isodoseColour, rampAt, regionColours, rgb, viridisStops, type Rgb } from '../../src/preview/palette.ts';

/** Relative luminance of sRGB (WCAG 2.2). */
function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

describe('colours', () => {
  it('of isodoses are the agreed ones at 95, 80, 50 and 30 %', () => {
    assert.deepEqual(
      [95, 80, 50, 30].map((level) => isodoseColour(level).dark),
      ['#fde725', '#7ddb5c', '#2fc6c8', '#8f9bff'],
    );
    assert.deepEqual(
      [95, 80, 50, 30].map((level) => isodoseColour(level).light),
      ['#a68a00', '#3c8f1f', '#0b848a', '#4a55c7'],
    );
  });

  it('of isodoses grow lighter with dose on images, so that their order survives colour blindness', () => {
    const light = [10, 30, 50, 80, 95, 107].map((level) => luminance(rgb(isodoseColour(level).dark)));
    assert.deepEqual(
      light,
      [...light].sort((a, b) => a - b),
    );
  });

  it('of the dose wash grow lighter with dose throughout', () => {
    const light = Array.from({ length: 101 }, (_, i) => luminance(rampAt(viridisStops, i / 100)));
    assert.deepEqual(
      light,
      [...light].sort((a, b) => a - b),
    );
  });

  const regions = [
    { name: 'Body', role: 'body', derived: false },
    { name: 'SpinalCord', role: 'organ', derived: false },
    { name: 'Parotid_L', role: 'organ', derived: false },
    { name: 'Parotid_R', role: 'organ', derived: false },
    { name: 'GTV', role: 'target', derived: false },
    { name: 'PTV_70', role: 'target', derived: true },
    { name: 'PTV_54', role: 'target', derived: true },
    { name: 'Hypoxic', role: 'subtarget', derived: true },
  ] as const;

  it('differ from region to region', () => {
    const colours = [...regionColours(regions).values()].map((c) => c.dark);
    assert.equal(new Set(colours).size, regions.length);
  });

  it('differ however the targets are called', () => {
    const targets = ['CTV_70', 'PTV_70', 'CTV_54', 'PTV_54', 'PTV_50', 'PTV_45', 'CTV_50', 'CTV_45'].map((name) => ({
      name,
      role: 'target' as const,
      derived: true,
    }));
    assert.equal(new Set([...regionColours(targets).values()].map((c) => c.dark)).size, targets.length);
  });

  it('follow custom for cord, parotid, gross tumour, margins and sub-target', () => {
    // Custom goes before order: an organ written earlier does not take the colour.
    const colours = regionColours([{ name: 'Muscle', role: 'organ', derived: false }, ...regions]);
    assert.equal(colours.get('SpinalCord')?.dark, '#ff9f43');
    assert.equal(colours.get('Parotid_L')?.dark, '#7cc7ff');
    assert.equal(colours.get('GTV')?.dark, '#ff8ac0');
    assert.equal(colours.get('PTV_70')?.dark, '#f5f5f5');
    assert.equal(colours.get('PTV_54')?.dark, '#b9b9b9');
    assert.equal(colours.get('Hypoxic')?.dark, '#ff3d9a');
  });

  it('of regions can be read: 4.5:1 or more on dark and on light ground', () => {
    const many = [
      ...regions,
      ...Array.from({ length: 14 }, (_, i) => ({ name: `Organ${i}`, role: 'organ', derived: false }) as const),
    ];
    for (const [name, colour] of regionColours(many)) {
      if (name === 'Body') continue;
      assert.ok(contrast(rgb(colour.dark), rgb('#000000')) >= 4.5, `${name} on black`);
      assert.ok(contrast(rgb(colour.dark), rgb('#1f1f1f')) >= 4.5, `${name} on dark`);
      assert.ok(contrast(rgb(colour.light), rgb('#ffffff')) >= 4.5, `${name} on white`);
    }
  });
});
