export interface SocketStandIn {
  readonly url: string;
  readonly exchanges: readonly never[];
  close(): Promise<void>;
}
export function startSockets(): Promise<SocketStandIn>;
/** Made-up sound, always the same for the same seed. */
export function sound(seed: number, bytes?: number): Buffer;
