import * as z from 'zod';
import type { Caveat } from '../../biology/caveat.ts';
import { densityCurves } from '../../evidence/density-curves.ts';
import { huConversion } from '../../evidence/hu-conversion.ts';
import { type DensityCurve, densityAt, rangeOf } from '../../patient/density-curve.ts';
import {
  meanExcitationEv,
  relativeElectronDensity,
  relativeStoppingPower,
  stoichiometricHu,
} from '../../physics/stoichiometry.ts';
import { calculator, label, number } from './calculator.ts';

const schneider = densityCurves.find(({ name }) => name === 'std.curve_120kV')!;
const tables = huConversion.curves.map(({ id }) => id);

/** From HU to matter, and back. */
export const materialCalculators = {
  density_schneider_topas: calculator('mass density from HU by the Schneider curve', { HU: number }, ({ HU }, note) => {
    note(outside(schneider, HU, schneider.source));
    return { rho_g_cm3: densityAt(schneider, HU) };
  }),
  matrad_default_hlut: calculator(
    `relative electron density or stopping power from HU, matRad's table; "table" may be one of ${tables.join(', ')}`,
    { HU: number, table: z.enum(tables as [string, ...string[]]).optional() },
    ({ HU, table = 'hu.matrad' }, note) => {
      const { id, points, citation } = huConversion.curves.find((curve) => curve.id === table)!;
      const curve: DensityCurve = {
        name: id,
        kind: 'points',
        points: points.map(({ hu, value }) => [hu, value] as const),
      };
      note(outside(curve, HU, citation));
      return { RED_or_RSP: densityAt(curve, HU) };
    },
  ),
  stoichiometric_material: calculator(
    'electron density, excitation energy, proton stopping power and HU of a material by its elements',
    {
      material: label,
      rho: number,
      massFractions: z.record(z.string(), number),
      E_MeV: number,
      k1: number,
      k2: number,
      I_water_eV: number,
      elementI_eV: z.record(z.string(), number),
    },
    (i) => {
      const material = { densityGPerCm3: i.rho, massFractions: i.massFractions };
      const RED = relativeElectronDensity(material);
      const excitationEv = meanExcitationEv(material, i.elementI_eV);
      return {
        RED,
        I_mean_eV: excitationEv,
        RSP: relativeStoppingPower(RED, { excitationEv, waterEv: i.I_water_eV, energyMeV: i.E_MeV }),
        HU: stoichiometricHu(material, i),
      };
    },
  ),
};

function outside(curve: DensityCurve, hu: number, source: string): Caveat | undefined {
  const { lowestHu, highestHu } = rangeOf(curve);
  if (hu >= lowestHu && hu <= highestHu) return undefined;
  return {
    kind: 'held-at-an-end',
    text: `${hu} HU lies outside the curve, ${lowestHu} to ${highestHu} HU; the value is that of the nearer end`,
    source,
  };
}
