/** What a lint says of one row. Errors are faults; warnings want a look; information is on rows that nobody has compared with their source. */
export interface Finding {
  readonly severity: 'error' | 'warning' | 'information';
  /** Id of the row. */
  readonly row: string;
  /** Empty where it is about the whole row. */
  readonly field: string;
  readonly message: string;
}

export function findingText({ severity, row, field, message }: Finding): string {
  return `${severity} ${row}${field ? ` ${field}` : ''}: ${message}`;
}
