/**
 * How soon the optimiser reaches the objective of the reference on its dose-influence matrix, and how far from optimal it is then and later:
 * objective, iterations, projected gradient as a share of that at the start, and core-seconds.
 *
 *   npx tsx bench/optimiser.ts [rounds]
 */
import { minimiseBounded } from '../src/optimise/bounded-quasi-newton.ts';
import { cShapeFolder, cShapeProblem } from '../test/optimise/c-shape.ts';
import { machineLine, printTimes } from './support/measure.ts';

const rounds = Number(process.argv[2] ?? 3);
const goals = [0.3402, 0.335, 0.331, 0.3308];
const problem = cShapeProblem(cShapeFolder);

console.log(machineLine());
const gradient = new Float64Array(problem.bixels);
printTimes('one evaluation with its gradient', 20, () => problem.objective(problem.start, gradient));
for (let round = 0; round < rounds; round++) {
  const begun = process.cpuUsage();
  const left = [...goals];
  let first = 0;
  const found = minimiseBounded(problem.objective, problem.start, {
    scale: problem.scale,
    onIteration: ({ iteration, value, projectedGradient }) => {
      if (iteration === 0) first = projectedGradient;
      if (!(value <= left[0])) return;
      report({ reached: `<= ${left.shift()}`, value, iteration, share: projectedGradient / first, begun });
    },
  });
  const { value, iterations, projectedGradient, end, evaluations } = found;
  report({ reached: end, value, iteration: iterations, share: projectedGradient / first, begun });
  console.log(`  ${evaluations} evaluations`);
}

function report(at: {
  readonly reached: string;
  readonly value: number;
  readonly iteration: number;
  readonly share: number;
  readonly begun: NodeJS.CpuUsage;
}): void {
  const { user, system } = process.cpuUsage(at.begun);
  const columns = [
    at.reached.padEnd(16),
    `objective ${at.value.toFixed(6)}`,
    `${at.iteration} iterations`.padStart(15),
    `projected gradient ${at.share.toExponential(1)} of the first`,
    `${((user + system) / 1e6).toFixed(2)} core-seconds`,
  ];
  console.log(columns.join('  '));
}
