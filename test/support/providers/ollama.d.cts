import type { StandIn } from './stand-in.cjs';

export declare function startOllama(): Promise<StandIn>;
