/** Lets a waiting cancel be heard, in the middle of long work. */
export async function breath(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}
