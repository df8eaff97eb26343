import os from 'node:os';
import { createSession, type Session, type SessionOptions } from '../engine/session.ts';
import { UsageError } from './exit-codes.ts';

/** A session for as long as `work` takes. Ctrl+C aborts the signal. */
export function withSession<T>(
  options: Pick<SessionOptions, 'threads' | 'disk'>,
  work: (session: Session, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withInterrupt(async (signal) => {
    const session = createSession({ ...options, onNotice: (text) => process.stderr.write(`${text}\n`) });
    try {
      return await work(session, signal);
    } finally {
      await session.dispose();
    }
  });
}

/** Work whose signal Ctrl+C aborts. */
export async function withInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const interrupt = (): void => abort.abort();
  process.once('SIGINT', interrupt);
  try {
    return await work(abort.signal);
  } finally {
    process.off('SIGINT', interrupt);
  }
}

/** What `--threads` says; the machine's cores where it is not given. */
export function threadsOption(text: string | undefined): number {
  const threads = text === undefined ? os.availableParallelism() : Number(text);
  if (!Number.isInteger(threads) || threads < 1 || threads > 64)
    throw new UsageError(`--threads expects a whole number from 1 to 64, not "${text}"`);
  return threads;
}
