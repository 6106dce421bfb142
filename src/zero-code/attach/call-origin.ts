import type { Attributes } from '../../mapping/span/attribute-names';
import { attributesOf, type Resource } from '../../mapping/span/resource-attributes';
import { settle } from '../../otel/settled-resource';
import { guarded } from '../../runtime/guarded';
import { version } from '../../version';
import type { SpanOrigin } from '../../wire/span/ended-span';

interface SdkTracerProvider {
  /** SDK 1.x. */
  readonly resource?: Resource;
  /** SDK 2.x and 3.x. */
  readonly _resource?: Resource;
}

const none: Attributes = {};

/** The resource of the app's SDK: calls that are observed are made by the same service as those that an instrumentation records. */
export class CallOrigin implements SpanOrigin {
  readonly version = version;
  #resource: Resource | undefined;

  use(provider: SdkTracerProvider): void {
    guarded(() => {
      this.#resource = provider.resource ?? provider._resource;
      settle(this.#resource);
    });
  }

  /** Empty without an SDK. Never throws. */
  get resourceAttributes(): Attributes {
    return guarded(() => attributesOf(this.#resource)) ?? none;
  }
}
