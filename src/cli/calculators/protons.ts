import { beyondFittedLet, letWeightedDose, letWeighting, protonRbe } from '../../biology/proton-rbe.ts';
import { rbeModels } from '../../evidence/rbe-models.ts';
import { requirePositive } from '../../units/domain-error.ts';
import { calculator, number } from './calculator.ts';

/** Relative biological effectiveness of protons, by published models. */
export const protonCalculators = {
  rbe_mcnamara: variable('McNamara', 'rbe.mcnamara'),
  rbe_wedenberg: variable('Wedenberg', 'rbe.wedenberg'),
  rbe_carabe: variable('Carabe', 'rbe.carabe'),
  rbe_constant_and_let_weighted: calculator(
    'proton dose by a constant RBE and weighted by LET',
    { D_phys_total: number, n: number, LETd_keV_um: number, c_um_per_keV: number },
    (i, note) => {
      const { model, citation } = row('rbe.constant');
      if (model.kind !== 'constant') throw new Error('rbe.constant is no constant');
      requirePositive({ name: 'constant proton RBE', source: citation }, 'number of fractions', i.n);
      const weighted = letWeightedDose(i.D_phys_total, i.LETd_keV_um, i.c_um_per_keV);
      note(beyondFittedLet(i.LETd_keV_um, letWeighting.source));
      return {
        D_RBE11: model.RBE * i.D_phys_total,
        D_LET: weighted,
        D_LETxD: i.c_um_per_keV * i.LETd_keV_um * i.D_phys_total,
      };
    },
  ),
};

function variable(author: string, id: string) {
  return calculator(
    `proton RBE by LET and alpha/beta, ${author}`,
    { dosePerFraction: number, LETd_keV_um: number, alphaBetaX: number, n: number },
    (i, note) => {
      const { model, citation } = row(id);
      if (model.kind !== 'linearQuadratic') throw new Error(`${id} is no linear-quadratic model`);
      requirePositive({ name: 'proton RBE', source: citation }, 'number of fractions', i.n);
      const fraction = {
        dosePerFractionGy: i.dosePerFraction,
        letKeVPerUm: i.LETd_keV_um,
        alphaBetaGy: i.alphaBetaX,
      };
      const { rbeMax, rbeMin, rbe, eqd2Gy, caveats } = protonRbe(fraction, { ...model, source: citation });
      note(...caveats);
      return {
        RBEmax: rbeMax,
        RBEmin: rbeMin,
        RBE: rbe,
        D_RBE_total: i.n * i.dosePerFraction * rbe,
        EQD2: i.n * eqd2Gy,
      };
    },
  );
}

function row(id: string) {
  const found = rbeModels.find((one) => one.id === id);
  if (!found) throw new Error(`there is no RBE model ${id}`);
  return found;
}
