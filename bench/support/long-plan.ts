/** A plan with many solids, regions and goals: about as many lines as asked for. */
export function planOf(count: number): string {
  const regions = Math.floor((count - 40) / 3);
  const names = Array.from({ length: regions }, (_, i) => `Region_${i}`);
  return [
    'plan "Benchmark"',
    '',
    'phantom Box {',
    '  size = 30 cm x 30 cm x 30 cm',
    ...names.map(
      (name, i) =>
        `  ${name} = sphere diameter ${2 + (i % 7)} cm at (${(i % 90) - 45}, ${(i % 70) - 35}, 0) mm { HU = ${i % 60} }   // solid ${i}`,
    ),
    '}',
    '',
    'patient P1 {',
    '  images { ct = phantom Box }',
    '  structures = phantom Box',
    '}',
    '',
    ...names.map((name, i) =>
      i === 0
        ? `target ${name} = structure "${name}"`
        : `organ ${name} = structure "${name}" + ${1 + (i % 9)} mm minus Region_0`,
    ),
    '',
    'schedule 25 fractions, 5 per week {',
    '  Region_0 50 Gy',
    '  normalise Region_0 D50% = 50 Gy',
    '}',
    '',
    'beams photon for Region_0 {',
    '  machine  = std.linac6MV',
    '  aperture = conformal to Region_0 margin 5 mm',
    '  arrange 9 beams every 40 deg from 0 deg',
    '}',
    '',
    'goals {',
    ...names.map((name, i) => `  ${name} D${1 + (i % 90)}% <= ${40 + (i % 20)} Gy prefer ${1 + (i % 3)}`),
    '}',
    '',
  ].join('\n');
}
