import type { Machine } from '../physics/machine.ts';
import type { MachineReport } from '../physics/machine-report.ts';

/** A machine's report as text for the terminal. */
export function machineTables(machine: Machine, report: MachineReport): string {
  return reportTables(machine, report)
    .map(({ title, head, rows }) => {
      const all = [head, ...rows];
      const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
      const line = (row: readonly string[]) =>
        `  ${row.map((cell, column) => cell.padStart(widths[column])).join('  ')}`;
      return `${title}\n${all.map(line).join('\n')}\n`;
    })
    .join('\n');
}

export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function reportTables(machine: Machine, report: MachineReport): Table[] {
  const { calibration } = report;
  return [
    {
      title: `${machine.name}: depth dose on the axis, SSD 100 cm, % of the maximum`,
      head: ['field', 'maximum at', '1 mm', '10 cm', '20 cm'],
      rows: report.depthDoses.map((d) => [
        square(d.fieldMm),
        `${d.depthOfMaximumMm.toFixed(1)} mm`,
        d.at1mmPercent.toFixed(1),
        d.at10cmPercent.toFixed(1),
        d.at20cmPercent.toFixed(1),
      ]),
    },
    {
      title: 'Output factors, 10 cm deep, SSD 100 cm',
      head: ['field', 'relative to 10 × 10'],
      rows: report.outputFactors.map(({ fieldMm, factor }) => [square(fieldMm), factor.toFixed(4)]),
    },
    {
      title: 'Profiles',
      head: ['field', 'along', 'depth', 'width at 50 %', 'penumbra 80–20 %'],
      rows: report.profiles.map((p) => [square(p.fieldMm), p.axis, `${p.depthMm.toFixed(0)} mm`, millimetres(p.widthMm), millimetres(p.penumbraMm)]), // prettier-ignore
    },
    {
      title: 'Quality and calibration',
      head: ['quantity', 'value'],
      rows: [
        ['TPR20,10', report.tpr2010.toFixed(4)],
        ...(calibration
          ? [
              ['dose per MU stated', `${calibration.wantedGyPerMu} Gy`],
              ['dose per MU computed', `${calibration.gyPerMu.toPrecision(5)} Gy`],
              ['calibration error', `${(100 * (calibration.gyPerMu / calibration.wantedGyPerMu - 1)).toFixed(2)} %`],
            ]
          : [['calibration', machine.calibration.statement]]),
      ],
    },
  ];
}

function square(fieldMm: number): string {
  return `${fieldMm / 10} × ${fieldMm / 10} cm`;
}

function millimetres(value: number | undefined): string {
  return value === undefined ? '–' : `${value.toFixed(1)} mm`;
}
