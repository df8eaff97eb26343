import { version } from '../engine/version.ts';
import type { Machine } from '../physics/machine.ts';
import type { MachineReport } from '../physics/machine-report.ts';
import { escaped } from '../preview/draw/escaped.ts';
import { linePlot } from './line-plot.ts';
import { reportTables, type Table } from './machine-tables.ts';

/** A machine's report as one page that needs nothing else: tables, and plots as inline SVG. */
export function machinePage(machine: Machine, report: MachineReport): string {
  const depthDoses = report.depthDoses.map((d) => {
    const largest = Math.max(...d.gyPerMu);
    return { name: `${d.fieldMm / 10} × ${d.fieldMm / 10} cm`, x: d.depthMm.map((mm) => mm / 10), y: d.gyPerMu.map((dose) => (100 * dose) / largest) }; // prettier-ignore
  });
  const fields = [...new Set(report.profiles.map(({ fieldMm }) => fieldMm))];
  const profiles = fields.flatMap((fieldMm) =>
    (['x', 'y'] as const).map((axis) =>
      linePlot(
        `Profiles along ${axis}, ${fieldMm / 10} × ${fieldMm / 10} cm`,
        `${axis} / cm`,
        '% of the axis',
        report.profiles
          .filter((p) => p.fieldMm === fieldMm && p.axis === axis)
          .map((p) => ({ name: `${(p.depthMm / 10).toFixed(1)} cm deep`, x: p.positionMm.map((mm) => mm / 10), y: p.percent })), // prettier-ignore
      ),
    ),
  );
  const factors = { name: '10 cm deep', x: report.outputFactors.map(({ fieldMm }) => fieldMm / 10), y: report.outputFactors.map(({ factor }) => factor) }; // prettier-ignore
  const plots = [
    linePlot('Depth dose on the axis, SSD 100 cm', 'depth / cm', '% of the maximum', depthDoses),
    ...profiles,
    linePlot('Output factors', 'side of the field / cm', 'relative to 10 × 10 cm', [factors]),
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escaped(machine.name)}</title>
<style>
:root { color-scheme: light dark; --paper: #fff; --ink: #222; --quiet: #666; --line: #e4e4e4 }
@media (prefers-color-scheme: dark) { :root { --paper: #15171a; --ink: #e4e6e9; --quiet: #969da6; --line: #31363c } }
body { font: 14px/1.5 system-ui, sans-serif; max-width: 1340px; margin: 2em auto; padding: 0 1em; color: var(--ink); background: var(--paper) }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(520px, 100%), 1fr)); gap: 1em }
svg { width: 100%; font: 11px system-ui, sans-serif; fill: var(--ink) }
.grid { stroke: var(--line) } .axis { stroke: var(--quiet); fill: none } .title { font-weight: 600; font-size: 13px }
table { border-collapse: collapse; margin: 0 0 1.5em } td, th { padding: 2px 10px; text-align: right; border-bottom: 1px solid var(--line) }
caption { text-align: left; font-weight: 600; padding: 4px 0 }
</style>
<h1>${escaped(machine.name)}</h1>
<p>${escaped(machine.description)} ${escaped(machine.calibration.statement)}.</p>
<p>Computed by Dosewright ${escaped(version)} in water. For research only, not for clinical use.${machine.notModelled.length > 0 ? ` Not modelled: ${escaped(machine.notModelled.join('; '))}.` : ''}</p>
<div class="plots">
${plots.join('\n')}
</div>
${reportTables(machine, report).map(htmlTable).join('\n')}
</html>
`;
}

function htmlTable({ title, head, rows }: Table): string {
  const row = (cells: readonly string[], tag: 'td' | 'th') => `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`; // prettier-ignore
  return `<table><caption>${escaped(title)}</caption>${row(head, 'th')}${rows.map((cells) => row(cells, 'td')).join('')}</table>`;
}
