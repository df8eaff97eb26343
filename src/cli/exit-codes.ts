/** What the command line ends with; scripts rely on these. */
export const exitCode = {
  fine: 0,
  /** A check or a `must` goal failed, or the engine did. */
  failed: 1,
  usage: 2,
  /** The plan, an import, an image or a structure set could not be read. */
  unreadable: 3,
  cancelled: 130,
} as const;

/** The arguments are wrong; the message says what was expected. */
export class UsageError extends Error {}
