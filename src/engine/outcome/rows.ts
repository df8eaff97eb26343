import type { PreviewOutcome } from '../../preview/model.ts';
import { type DoseQuality, previewMark } from '../../preview/quality.ts';
import type { RunResult } from '../results.ts';
import { intervalInWords, percentInWords } from './in-words.ts';
import type { ModelledProbability } from './types.ts';

/** TCP, NTCP and P+ with interval, model and citation in words, the same for the command line and the preview: tumours first, organs after, the plan last. */
export function outcomeRows({
  outcome,
  plan,
  quality,
}: Pick<RunResult, 'outcome' | 'plan'> & { readonly quality: Pick<DoseQuality, 'kind'> }): PreviewOutcome[] {
  const about = quality.kind === 'preview' ? `${previewMark} ` : '';
  const row = (region: string | undefined, what: string, found: ModelledProbability): PreviewOutcome => ({
    region: region ?? 'Plan',
    what,
    value: about + percentInWords(found.value),
    interval: intervalInWords(found),
    model: found.model,
    source: found.source,
    notes: [...found.notes, ...found.tornado.slice(0, 3).map(barInWords)].join('; '),
    range: plan.regions.find(({ name }) => name === region)?.at,
  });
  const controls = outcome.regions.flatMap(({ region, tcp }) => (tcp ? [row(region, 'TCP', tcp)] : []));
  const complications = outcome.regions.flatMap(({ region, ntcps }) =>
    ntcps.map((ntcp) => row(region, `NTCP ${ntcp.endpoint}`, ntcp)),
  );
  return [...controls, ...complications, ...(outcome.pPlus ? [row(undefined, 'P+', outcome.pPlus)] : [])];
}

/** "Carcinoma alpha ± 1 SE: 26 to 39 %" */
function barInWords({ parameter, below, above }: ModelledProbability['tornado'][number]): string {
  return `${parameter} ± 1 SE: ${(100 * below).toFixed(0)} to ${(100 * above).toFixed(0)} %`;
}
