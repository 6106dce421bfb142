import type { StandIn } from './stand-in.cjs';

export declare function startCohere(): Promise<StandIn>;
