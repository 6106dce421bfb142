import type { StandIn } from './stand-in.cjs';

export declare function startGemini(): Promise<StandIn>;
