import { fractionsPerDay, lastTreatmentDay, type Weekday, weekdays } from '../plan/calendar.ts';
import type { Phase as PlanPhase, Schedule as PlanSchedule } from '../plan/plan.ts';
import { totalFractions } from '../plan/schedule.ts';
import { numberInWords } from '../units/quantity.ts';
import { type Context, headRange, listed, oneOf, replace, report } from './context.ts';
import type { MissedDays, Phase, Schedule, StartDay } from './generated/ast.ts';
import { askForNormalise, readPrescriptions, type ReadPrescriptions, wholeNumber } from './resolve-prescriptions.ts';
import { isBroken, mayLackParts, rangeOf } from './source.ts';

/** The phases of a schedule in the order in which they are given. `shared` is what the schedule says around them: its precedence, and `normalise none`, hold for all. */
export function readPhases(
  context: Context,
  node: Schedule,
  blocks: readonly Phase[],
  shared: Pick<ReadPrescriptions, 'prescriptions' | 'precedence' | 'normalise'>,
  beamsAreProvided: boolean,
): { phases: PlanPhase[]; complete: boolean } {
  for (const { region, at } of shared.prescriptions)
    report(
      context,
      'RT1023',
      at,
      `This schedule has phases, and the dose to ${region} stands outside of them. Write it into the phase that gives it: ${listed(blocks.map(({ name }) => name).filter(Boolean), 'or')}.`,
    );
  if (shared.normalise?.kind === 'metric')
    report(
      context,
      'RT1023',
      shared.normalise.at,
      `Each phase is normalised by itself. Write this into a phase, or "normalise none" here for all of them.`,
    );
  const read = blocks.map((block) => readPhase(context, block, shared, beamsAreProvided));
  const phases = read.filter((phase): phase is ReadPhase => phase !== undefined);
  const ordered = inOrder(context, phases);
  if (node.fractions !== undefined && ordered && phases.length === blocks.length) {
    const total = totalFractions({ phases });
    if (total !== node.fractions)
      report(
        context,
        'RT2010',
        rangeOf(node, 'fractions'),
        `The phases have ${total} fractions together, and the schedule says ${numberInWords(node.fractions)}. Leave the number out here, or correct a phase.`,
        { fixes: [replace(`Write ${total}`, rangeOf(node, 'fractions'), String(total))] },
      );
  }
  const complete =
    ordered !== undefined && phases.length === blocks.length && shared.prescriptions.length === 0 && phases.length > 0;
  return { phases: (ordered ?? phases).map(({ after: _, node: __, ...phase }) => phase), complete };
}

type ReadPhase = PlanPhase & { readonly name: string; readonly after?: string; readonly node: Phase };

function readPhase(
  context: Context,
  node: Phase,
  shared: Pick<ReadPrescriptions, 'precedence' | 'normalise'>,
  beamsAreProvided: boolean,
): ReadPhase | undefined {
  const fractions = wholeNumber(context, node, 'fractions', 'The number of fractions');
  const { prescriptions, precedence, complete, ...own } = readPrescriptions(context, node.parts, 'phase', {
    fractions,
  });
  const ofAll = shared.normalise?.kind === 'none' || beamsAreProvided ? ({ kind: 'none' } as const) : undefined;
  const normalise = own.saysNormalise ? own.normalise : ofAll;
  const at = headRange(node);
  if (!own.saysNormalise && !ofAll && !mayLackParts(node)) askForNormalise(context, node, prescriptions, at);
  if (complete && prescriptions.length === 0 && !beamsAreProvided && !mayLackParts(node))
    report(
      context,
      'RT1024',
      at,
      `The phase ${node.name} prescribes no dose. Write one, as "PTV ${fractions === undefined ? 20 : 2 * fractions} Gy", or take the phase out.`,
    );
  if (node.name === undefined || fractions === undefined || !normalise || !complete) return undefined;
  return {
    name: node.name,
    ...(node.after === undefined ? {} : { after: node.after }),
    fractions,
    prescriptions: [...prescriptions],
    precedence: [...precedence, ...shared.precedence],
    normalise,
    at,
    node,
  };
}

/** As written, but for a phase that comes after a later one; undefined where there is no order. */
function inOrder(context: Context, phases: readonly ReadPhase[]): ReadPhase[] | undefined {
  let sound = true;
  for (const [index, { name, node }] of phases.entries()) {
    const earlier = phases.slice(0, index).find((phase) => phase.name === name);
    if (earlier) {
      report(context, 'RT1002', rangeOf(node, 'name'), `There is a phase ${name} already. Rename one of the two.`, {
        related: [{ message: `${name} is here first`, range: rangeOf(earlier.node, 'name') }],
      });
      sound = false;
    }
  }
  for (const { after, node } of phases) {
    if (after === undefined || phases.some(({ name }) => name === after)) continue;
    const message = `There is no phase ${after} to come after; there ${phases.length === 1 ? 'is' : 'are'} ${listed(
      phases.map(({ name }) => name),
      'and',
    )}.`;
    report(context, 'RT1021', rangeOf(node, 'after'), message);
    sound = false;
  }
  if (!sound) return undefined;
  const left = [...phases];
  const order: ReadPhase[] = [];
  while (left.length > 0) {
    const next = left.findIndex(({ after }) => after === undefined || order.some(({ name }) => name === after));
    if (next < 0) {
      const round = left.map(({ name, after }) => `${name} after ${after}`);
      report(
        context,
        'RT1021',
        rangeOf(left[0].node, 'after'),
        `These phases have no order: ${listed(round, 'and')}. Take one "after" out.`,
      );
      return undefined;
    }
    order.push(...left.splice(next, 1));
  }
  return order;
}

/** What the schedule says of its days. */
export function readDays(context: Context, node: Schedule): { start?: Weekday; missedDays?: readonly number[] } {
  const start = node.parts.find((part): part is StartDay => part.$type === 'StartDay' && !isBroken(part));
  const missed = node.parts.find((part): part is MissedDays => part.$type === 'MissedDays' && !isBroken(part));
  const day = start && oneOf(context, start, 'day', start.day, weekdays, 'a day of the week');
  return {
    ...(day === undefined ? {} : { start: day }),
    ...(missed ? { missedDays: missed.days.map((one) => one.day) } : {}),
  };
}

/** The schedule with its days, where fractions can be given on them; undefined where they cannot. */
export function calendar(
  context: Context,
  node: Schedule | undefined,
  course: Omit<PlanSchedule, 'start' | 'missedDays'>,
  { start = 'monday', missedDays = [] }: { readonly start?: Weekday; readonly missedDays?: readonly number[] } = {},
): PlanSchedule | undefined {
  const perDay = fractionsPerDay(course.perWeek, start);
  const startNode = node?.parts.find((part): part is StartDay => part.$type === 'StartDay');
  if (!perDay) {
    report(
      context,
      'RT1025',
      startNode ? rangeOf(startNode) : course.at,
      `${course.perWeek} fractions a week from ${capitalised(start)} on would fall on a weekend. Start on a Monday${course.perWeek <= 5 ? '' : ', or give six or seven a week'}.`,
    );
    return undefined;
  }
  const missed = node?.parts.find((part): part is MissedDays => part.$type === 'MissedDays');
  const lastDay = lastTreatmentDay(totalFractions(course), perDay, missedDays);
  let sound = true;
  for (const [n, day] of missedDays.entries()) {
    const place = missed ? rangeOf(missed.days[n]) : course.at;
    const weekday = weekdays[(weekdays.indexOf(start) + day - 1) % 7];
    const wrong =
      !Number.isInteger(day) || day < 1
        ? 'Days are counted from 1, the day of the first fraction.'
        : day === 1
          ? 'Day 1 is that of the first fraction: begin a day later instead.'
          : missedDays.indexOf(day) < n
            ? `Day ${day} is missed already.`
            : perDay[(day - 1) % 7] === 0
              ? `Day ${day} of the course is a ${capitalised(weekday)}, on which no fraction is due; days are counted from 1, the day of the first, with weekends.`
              : day > lastDay
                ? `Day ${day} is beyond the course, which ends on day ${lastDay}.`
                : undefined;
    if (wrong === undefined) continue;
    report(context, 'RT1025', place, wrong);
    sound = false;
  }
  return sound ? { ...course, start, missedDays: [...missedDays].sort((a, b) => a - b) } : undefined;
}

function capitalised(day: Weekday): string {
  return day[0].toUpperCase() + day.slice(1);
}
