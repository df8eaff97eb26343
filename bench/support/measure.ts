import { cpus } from 'node:os';

/** Times by what was measured, in the order first seen. */
export type Times = Map<string, number[]>;

/** Milliseconds of this process's processors, all threads, that a step takes. */
export async function processorMs(step: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await step();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

export async function wallMs(step: () => unknown): Promise<number> {
  const start = performance.now();
  await step();
  return performance.now() - start;
}

export function note(times: Times, name: string, ms: number): void {
  times.set(name, [...(times.get(name) ?? []), ms]);
}

export function least(times: Times, name: string): number {
  return Math.min(...(times.get(name) ?? [NaN]));
}

/** "min 3.1, mean 3.4 ± 0.2": the least is what the code needs, the rest is the machine's other work. */
export function spread(values: readonly number[], digits = 0): string {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, t) => sum + (t - mean) ** 2, 0) / Math.max(1, values.length - 1));
  return `min ${Math.min(...values).toFixed(digits)}, mean ${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}`;
}

export function machineLine(): string {
  return `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.version}`;
}

/** Prints how long `run` takes in so many rounds, ms; what it gives must be a number. */
export function printTimes(what: string, rounds: number, run: () => number): void {
  const times: number[] = [];
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    sum += run();
    times.push(performance.now() - start);
  }
  if (Number.isNaN(sum)) throw new Error(`${what} gave no number`);
  console.log(`${what}: ${spread(times, 1)} ms`);
}
