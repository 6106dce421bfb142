/** What waits, of whatever is bounded by count and by bytes. */
export interface Load {
  readonly calls: number;
  readonly bytes: number;
}

export const noLoad: Load = { calls: 0, bytes: 0 };
