import type { StandIn } from './stand-in.cjs';

export declare function startBedrock(): Promise<StandIn>;
