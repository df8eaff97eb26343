import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Absolute path of something in the folder of real data that lies beside the checkout. Where it is missing the running test (or, from
 * a `before` hook, its whole suite) is skipped with a printed reason; in CI it fails instead, so that the data cannot go missing unseen.
 *
 *   before(function () { folder = sharedData('data/dicom/sts001-petct', this); });
 */
export function sharedData(relativePath: string, context: Mocha.Context): string {
  const path = fileURLToPath(new URL(`../../../shared/${relativePath}`, import.meta.url));
  if (!existsSync(path)) skipOrFail(context, `../shared/${relativePath} is not there`);
  return path;
}

/** Skips the running test with a printed reason; fails it where CI=true. */
export function skipOrFail(context: Mocha.Context, reason: string): never {
  if (process.env['CI'] === 'true') throw new Error(`${reason}, and nothing may be skipped in CI`);
  console.log(`skipped: ${reason}`);
  return context.skip();
}
