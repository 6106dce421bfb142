import { guarded } from '../runtime/guarded';

interface Pending {
  readonly asyncAttributesPending?: boolean;
  waitForAsyncAttributes?(): Promise<void> | void;
}

/**
 * Has a resource take over what its detectors look up, such as the place in a cloud. SDK 2.x and 3.x leave that to processors, and
 * without it those attributes never appear. Never throws.
 */
export function settle(resource: unknown): void {
  guarded(() => {
    const pending = resource as Pending | undefined;
    if (pending?.asyncAttributesPending === true) pending.waitForAsyncAttributes?.()?.catch(() => {});
  });
}
