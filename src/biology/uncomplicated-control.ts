import { type Model, requireWithin } from '../units/domain-error.ts';
import type { Caveat } from './caveat.ts';

const model: Model = {
  name: 'uncomplicated control',
  source:
    'Källman P, Ågren A, Brahme A. Int J Radiat Biol 1992;62:249-262; Ågren A et al. Int J Radiat Oncol Biol Phys 1990;19:1077-1085',
};

export interface UncomplicatedControl {
  /** TCP Π (1 − NTCP): all independent. */
  readonly utcp: number;
  /** Probability of any complication, 1 − Π (1 − NTCP), complications being independent of each other. */
  readonly injury: number;
  readonly pPlus: number;
  readonly caveats: readonly Caveat[];
}

/**
 * P+ = P_B − P_I + δ (1 − P_B) P_I: control without complication, where a share δ of patients responds independently in tumour and normal tissue; 1 gives UTCP, 0 the full
 * correlation. Ågren 1990 has about 0.2 in head and neck. Below 0, where complication is likelier than control, the correlation assumed cannot be: a caveat says so.
 */
export function uncomplicatedControl(tcp: number, ntcps: readonly number[], delta: number): UncomplicatedControl {
  requireWithin(model, 'TCP', tcp, 0, 1);
  for (const ntcp of ntcps) requireWithin(model, 'NTCP', ntcp, 0, 1);
  requireWithin(model, 'delta', delta, 0, 1);
  // The sum of logarithms keeps small probabilities of injury that 1 − Π (1 − NTCP) would lose.
  const injury = 0 - Math.expm1(ntcps.reduce((sum, ntcp) => sum + Math.log1p(-ntcp), 0));
  const pPlus = tcp - injury + delta * (1 - tcp) * injury;
  const caveats: Caveat[] = [];
  if (pPlus < 0)
    caveats.push({
      kind: 'negative',
      text: 'P+ is below 0: complication is likelier than the correlation assumed allows',
      source: model.source,
    });
  return { utcp: tcp * (1 - injury), injury, pPlus, caveats };
}
