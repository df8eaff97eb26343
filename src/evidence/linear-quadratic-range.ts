import { linearQuadratic, linearQuadraticUpToGy } from '../biology/linear-quadratic.ts';

/** Doses per fraction, Gy, for which the linear-quadratic model and what is built on it are accepted. Fowler 1989; Brenner 2008. */
export const linearQuadraticRange = { fromGy: 1, toGy: linearQuadraticUpToGy, source: linearQuadratic.source } as const;
