/** Requests ready to be sent. */
export interface PostJob {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: readonly Uint8Array[];
}

/**
 * What the posting thread is given. Its answer stands in three numbers of `state`: how many bodies were {@link deliveredSlot
 * | delivered}, whether it has {@link finishedSlot | finished}, and the {@link failures | failure} of another body: its place in
 * the list, from 1.
 */
export interface PostMessage {
  readonly job: PostJob;
  readonly timeoutMs: number;
  readonly state: SharedArrayBuffer;
}
export const deliveredSlot = 0;
export const finishedSlot = 1;
export const failureSlot = 2;

/** `misconfigured`: the key, the address or the proxy. `unavailable`: no answer, a late one, or an error of the server. */
export const failures = ['misconfigured', 'unavailable', 'refused'] as const;
export type Failure = (typeof failures)[number];
