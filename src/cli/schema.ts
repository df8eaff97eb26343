import * as z from 'zod';
import { lockJsonSchema } from '../engine/plan-lock.ts';
import { resultJsonSchema } from '../engine/result-json.ts';
import { evidenceFileSchema } from '../evidence/evidence-file.ts';
import { machineSchema } from '../physics/machine.ts';
import { planSchema } from '../plan/plan.ts';
import { changeSchema } from './change-json.ts';
import { ladderSchema } from './compare-plans.ts';
import { compareSchema } from './compare-json.ts';
import { exitCode, UsageError } from './exit-codes.ts';

/** `dosewright schema result|plan|machine|compare|ladder|change|lock|evidence` */
export function schema(args: string[]): Promise<number> {
  const schemas: Record<string, () => unknown> = {
    result: resultJsonSchema,
    plan: () => z.toJSONSchema(planSchema),
    machine: () => z.toJSONSchema(machineSchema),
    compare: () => z.toJSONSchema(compareSchema),
    ladder: () => z.toJSONSchema(ladderSchema),
    change: () => z.toJSONSchema(changeSchema),
    lock: lockJsonSchema,
    evidence: () => z.toJSONSchema(evidenceFileSchema, { io: 'input' }),
  };
  const [name] = args;
  if (args.length !== 1 || !Object.hasOwn(schemas, name))
    throw new UsageError(`schema expects one of: ${Object.keys(schemas).join(', ')}`);
  process.stdout.write(`${JSON.stringify(schemas[name](), null, 2)}\n`);
  return Promise.resolve(exitCode.fine);
}
