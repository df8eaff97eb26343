import ideal from '../../test/validation/ideal-superposition-6mv.json' with { type: 'json' };
import monteCarlo from '../../test/validation/water-depth-dose-6mv.json' with { type: 'json' };

export type IdealCase = (typeof ideal.cases)[number];

export { ideal, monteCarlo };
