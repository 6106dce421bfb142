import type { SessionStart } from '../../delivery/session-start';
import type { Form, SingleRequest } from '../../delivery/single/single-request';
import type { Update } from '../../delivery/single/updates';

type Api = 'model' | 'v1';

/** HoneyHive's own default, for events without one. */
const unknownSource = 'unknown';

/** `start_time` is a number: of anything else HoneyHive makes the current time. */
function fieldsOf({ id, name, source, startTime, userProperties, metadata }: SessionStart): object {
  return {
    session_name: name,
    source: source ?? unknownSource,
    session_id: id,
    start_time: startTime,
    user_properties: userProperties,
    metadata,
  };
}

const starts: Readonly<Record<Api, (start: SessionStart) => unknown>> = {
  model: (start) => ({ session: { project: start.project, ...fieldsOf(start) } }),
  // Refuses other keys; the project is that of the API key.
  v1: fieldsOf,
};

/** How sessions are started, and events updated, by HoneyHive's APIs: that of the records first. @param url without a last slash */
export class SingleRequests {
  readonly #url: string;
  readonly #apis: readonly Api[];
  readonly #startUrls: Readonly<Record<Api, URL>>;

  constructor(url: string, api: Api) {
    this.#url = url;
    this.#startUrls = { model: new URL(`${url}/session/start`), v1: new URL(`${url}/v1/sessions`) };
    this.#apis = api === 'v1' ? ['v1', 'model'] : ['model', 'v1'];
  }

  startOf(start: SessionStart): SingleRequest {
    const formOf = (api: Api): Form => {
      const body = Buffer.from(JSON.stringify(starts[api](start)));
      return { method: 'POST', url: this.#startUrls[api], body };
    };
    return { id: start.id, forms: this.#apis.map(formOf) };
  }

  updateOf({ id, bytes }: Update): SingleRequest {
    const own = Buffer.concat([Buffer.from(`{"event_id":${JSON.stringify(id)},`), bytes.subarray(1)]);
    const forms = {
      model: { method: 'PUT', url: new URL(`${this.#url}/events`), body: own },
      v1: { method: 'PUT', url: new URL(`${this.#url}/v1/events/${encodeURIComponent(id)}`), body: bytes },
    } as const;
    return { id, forms: this.#apis.map((api) => forms[api]) };
  }
}
