import { materialTable } from '../evidence/materials.ts';

/** What a solid or an override may be made of: the materials that attenuation data are kept for. */
export const materialNames = materialTable.map(({ material }) => material);
