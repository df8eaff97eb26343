import type { RunResult } from '../engine/results.ts';
import { previewNotice } from './preview-notice.ts';

/** One row a point of each curve: region, dose in Gy, volume in per cent and in cm³ of the part of the region that lies in the dose grid. */
export function dvhCsv({ dvhs, quality }: Pick<RunResult, 'dvhs' | 'quality'>): string {
  const rows = ['# Research use only - not for clinical use'];
  if (quality.kind === 'preview') rows.push(`# ${previewNotice(quality)}`);
  rows.push('region,dose_Gy,volume_percent,volume_cc');
  for (const dvh of dvhs) {
    const coveredCc = dvh.volumeCc * (1 - dvh.outsideDoseGridPercent / 100);
    for (let i = 0; i < dvh.doseGy.length; i++) {
      const percent = dvh.volumePercent[i];
      rows.push(
        `${quoted(dvh.region)},${dvh.doseGy[i].toFixed(4)},${percent.toFixed(4)},${((percent / 100) * coveredCc).toFixed(5)}`,
      );
    }
  }
  return `${rows.join('\n')}\n`;
}

function quoted(name: string): string {
  return /[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
