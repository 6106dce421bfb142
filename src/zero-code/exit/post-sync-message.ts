/** Requests ready to be sent. */
export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: readonly Uint8Array[];
}

/**
 * What the posting thread is given. In `state` it counts how many bodies were {@link taken}, says that it has {@link finished},
 * and by what {@link failures | failure} another one was not taken: its place in the list, from 1.
 */
export interface Errand {
  readonly post: Post;
  readonly timeoutMs: number;
  readonly state: SharedArrayBuffer;
}
export const taken = 0;
export const finished = 1;
export const failed = 2;

/** `misconfigured`: the key, the address or the way to it. `unavailable`: nobody answered, not in time, or not well. */
export const failures = ['misconfigured', 'unavailable', 'refused'] as const;
export type Failure = (typeof failures)[number];
