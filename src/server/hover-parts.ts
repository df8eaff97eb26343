import { valueInWords } from '../language/fact-values.ts';
import type { Plan } from '../plan/plan.ts';
import { numberInWords } from '../units/quantity.ts';
import { prescriptionInWords } from './in-words.ts';
import { factOf, type NameInText, phaseOf } from './names.ts';

/** What a fact of the patient or a phase of the schedule is in this plan; nothing of other names. Markdown. */
export function describePart(name: NameInText, plan: Plan | undefined): string | undefined {
  const fact = factOf(name);
  if (fact !== undefined) return describeFact(fact, plan);
  const phase = phaseOf(name);
  return phase === undefined ? undefined : describePhase(phase, plan);
}

function describeFact(name: string, plan: Plan | undefined): string {
  const stated = plan?.patient.facts.find((fact) => fact.name === name);
  if (!stated) return `**${name}**: a fact of the patient${plan ? ', which this plan does not state' : ''}.`;
  const { value, unit } = stated;
  const words =
    typeof value === 'number' ? [numberInWords(value), unit].filter(Boolean).join(' ') : valueInWords(value);
  return `**${name}**: a fact of the patient, here ${words}.`;
}

function describePhase(name: string, plan: Plan | undefined): string {
  const phase = plan?.schedule.phases.find((one) => one.name === name);
  const doses = phase?.prescriptions.map(
    (prescription) => `${prescription.region}: ${prescriptionInWords(prescription, phase.fractions)}`,
  );
  return [`**${name}**: a phase of the schedule`, ...(doses ?? [])].join('  \n');
}
