import type { SingleOutcome } from '../http/single-outcome';
import { orUnavailable } from '../send/or-unavailable';
import type { Form, SendSingle, SingleRequest } from './single-request';

/** Makes each request in the form that the server is known to take; if it knows no such route, in the other one once. */
export class KnownForm {
  /** By its place among the forms of a request. */
  place = 0;
  readonly #send: SendSingle;

  constructor(send: SendSingle) {
    this.#send = send;
  }

  async send({ id, forms }: SingleRequest, signal: AbortSignal): Promise<SingleOutcome> {
    const place = Math.min(this.place, forms.length - 1);
    const outcome = await this.#sendOne(forms[place], id, signal);
    if (outcome.kind !== 'unknown' || forms.length === 1) return outcome;
    const second = await this.#sendOne(forms[1 - place], id, signal);
    if (second.kind === 'delivered') this.place = 1 - place;
    return second;
  }

  async #sendOne(form: Form | undefined, id: string, signal: AbortSignal): Promise<SingleOutcome> {
    return form === undefined ? { kind: 'unknown', detail: 'no route' } : orUnavailable(this.#send(form, id, signal));
  }
}
