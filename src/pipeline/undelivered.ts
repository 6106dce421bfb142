/** What is pending, as requests: for the thread that posts while a process ends. */
export interface Undelivered {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: readonly Buffer[];
}
