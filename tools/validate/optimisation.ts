import { existsSync } from 'node:fs';
import { createDosePool } from '../../src/engine/dose-pool.ts';
import type { RunResult } from '../../src/engine/results.ts';
import { runPlan } from '../../src/engine/run-plan.ts';
import { createAnalyser } from '../../src/language/analyse.ts';
import { minimiseBounded } from '../../src/optimise/bounded-quasi-newton.ts';
import { cShapeFolder, cShapeProblem } from '../../test/optimise/c-shape.ts';
import { cShapePlan } from '../../test/support/c-shape-plan.ts';
import { atLeast, atMost } from './finding.ts';
import type { Check, Finding } from './finding.ts';
import type { Section } from './page.ts';
import type { Figure } from './plot.ts';

const topic = 'Optimisation';
const deliveries = [
  { name: 'step and shoot', deliver: 'step_and_shoot' },
  { name: 'sliding windows', deliver: 'sliding_window, at most 100 control points' },
] as const;

/** Deliverable doses may miss a goal by 2 % of the prescription, Gy. */
const toleranceGy = 1;

interface OptimisationPart {
  readonly findings: readonly Finding[];
  readonly section: Section;
}

/** The solver on the reference matrix, and the C-shape of TG-119 from its text to what a machine delivers, by both ways of delivery. */
export async function optimisationPart(onStep: (what: string) => void): Promise<OptimisationPart> {
  const findings: Finding[] = [];
  const figures: Figure[] = [];
  if (existsSync(cShapeFolder)) {
    onStep('solver on the reference matrix');
    const solved = solvedMatrix();
    findings.push(solved.finding);
    figures.push(solved.figure);
  } else onStep(`left out, no reference matrix at ${cShapeFolder}: the solver's objective`);
  const pool = createDosePool({ threads: 2 });
  try {
    for (const [n, { name, deliver }] of deliveries.entries()) {
      onStep(`C-shape by ${name}`);
      const { plan, diagnostics } = createAnalyser()(
        { file: '/c-shape.rtplan', text: cShapePlan(deliver) },
        () => undefined,
      );
      if (!plan) throw new Error(JSON.stringify(diagnostics));
      const signal = new AbortController().signal;
      const outcome = await runPlan(plan, { baseFolder: '', pool, threads: 2, signal, onProgress: () => undefined });
      if (outcome.kind !== 'result') throw new Error(JSON.stringify(outcome));
      // The ideal fluence does not know how it will be delivered.
      if (n === 0) findings.push(...idealFindings(outcome.result));
      findings.push(...deliveredFindings(outcome.result, name));
      figures.push(histograms(outcome.result, name));
    }
  } finally {
    await pool.dispose();
  }
  return {
    findings,
    section: {
      title: 'Optimisation',
      text: 'The solver on a published dose-influence matrix, by iteration, and the C-shaped target of TG-119 about its core: 9 beams, 50 Gy in 30 fractions, from the plan’s text to the dose of what the machine delivers.',
      legend: ['target; objective', 'core', 'body'],
      layout: 'columns',
      figures,
    },
  };
}

function solvedMatrix(): { readonly finding: Finding; readonly figure: Figure } {
  const problem = cShapeProblem(cShapeFolder);
  const points: [number, number][] = [];
  const { value } = minimiseBounded(problem.objective, problem.start, {
    scale: problem.scale,
    onIteration: ({ iteration, value: reached }) => points.push([iteration, reached]),
  });
  return {
    finding: {
      topic,
      case: 'reference matrix',
      quantity: 'objective where the solver ends',
      reference: 'matrix',
      required: atMost(value, 0.3402, ''),
      aim: atMost(value, 0.3308, ''),
    },
    figure: {
      title: 'Reference matrix: objective by iteration',
      plots: [
        {
          xLabel: 'iteration',
          yLabel: 'objective',
          x: [0, points.length],
          y: [0.1, 10 ** Math.ceil(Math.log10(Math.max(...points.map(([, y]) => y))))],
          yScale: 'log',
          curves: [{ mark: 'line', colour: 0, points }],
        },
      ],
    },
  };
}

/** What goals come to at the optimiser's points for the ideal fluence, as its report has it: shares that they are missed by. */
function idealFindings({ plan, optimisation }: RunResult): Finding[] {
  return plan.goals.map((goal): Finding => {
    const { ideal } = optimisation!.goals.find((one) => one.text === goal.text)!;
    const isUpper = goal.comparison.startsWith('<');
    const reached = goal.limit * (1 + (isUpper ? ideal : -ideal));
    return {
      topic,
      case: 'C-shape, ideal fluence',
      quantity: quantityOf(goal.text),
      reference: 'goal',
      required: check(isUpper, reached, goal.limit),
    };
  });
}

function deliveredFindings({ goals, optimisation }: RunResult, name: string): Finding[] {
  const { recalculation } = optimisation!;
  return [
    ...goals.map(({ goal, achieved }): Finding => {
      const isUpper = goal.comparison.startsWith('<');
      return {
        topic,
        case: `C-shape, ${name}`,
        quantity: `${quantityOf(goal.text)}, final dose`,
        reference: 'goal',
        required: check(isUpper, achieved ?? NaN, goal.limit + (isUpper ? toleranceGy : -toleranceGy)),
        aim: check(isUpper, achieved ?? NaN, goal.limit),
      };
    }),
    {
      topic,
      case: `C-shape, ${name}`,
      quantity:
        'body above a tenth of the prescription where the recalculated dose is that of the optimiser within 0.5 % of the prescription',
      reference: 'law',
      required: atLeast(recalculation?.withinHalfPercent ?? NaN, 99, '%'),
    },
  ];
}

function check(isUpper: boolean, reached: number, limit: number): Check {
  return isUpper ? atMost(reached, limit, 'Gy') : atLeast(reached, limit, 'Gy');
}

/** "Outer D95%" of "Outer D95% >= 49.2 Gy must" */
function quantityOf(goal: string): string {
  return goal.replace(/ *[<>].*/, '');
}

function histograms({ dvhs }: RunResult, name: string): Figure {
  return {
    title: `C-shape, ${name}: histograms of the final dose`,
    plots: [
      {
        xLabel: 'dose / Gy',
        yLabel: 'volume / %',
        x: [0, 56],
        y: [0, 100],
        curves: ['Outer', 'Core', 'Body'].map((region, colour) => {
          const { doseGy, volumePercent } = dvhs.find((dvh) => dvh.region === region)!;
          const points = Array.from(doseGy, (gy, i): [number, number] => [gy, volumePercent[i]]);
          return { mark: 'line', colour, label: region, points };
        }),
      },
    ],
  };
}
