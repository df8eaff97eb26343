import data from './tissues.json' with { type: 'json' };

export interface PublishedParameter {
  readonly value: number;
  readonly unit: string;
  /** Standard deviation between patients, where the source gives one. */
  readonly varies?: number;
  /** 95 % confidence interval as published; `null` where it is open. */
  readonly interval95?: readonly (number | null)[];
}

/** The radiobiology of one tissue as one source gives it. */
export interface PublishedTissue {
  readonly name: string;
  readonly site: string;
  readonly kind: string;
  readonly parameters: Readonly<Record<string, PublishedParameter>>;
  readonly citation: string;
  readonly confidence: string;
  readonly note?: string;
  /** Why the row is disputed. */
  readonly contested?: string;
}

export const publishedTissues: readonly PublishedTissue[] = data.tissues as unknown as readonly PublishedTissue[];

export function publishedTissue(name: string): PublishedTissue | undefined {
  return publishedTissues.find((tissue) => tissue.name === name);
}
