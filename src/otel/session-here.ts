import { shared } from '../runtime/copies';
import type { Session } from '../session/session-of';

/** Of whatever copy of this package records the calls of the process. */
const state = shared<{ sessionHere: SessionHere | undefined; sessionOfProcessor: SessionHere }>();
type SessionHere = () => Session | undefined;

/** That of a model call made here and now. Throws what the answer throws. */
export const sessionHere: SessionHere = () => (state.sessionHere ?? state.sessionOfProcessor)?.();

/** `register` sees all calls, also those without a span. @param answer `undefined` once it records none */
export function answerCurrentSession(answer: SessionHere | undefined): void {
  state.sessionHere = answer;
}

/** The first processor of an app does so where there is no `register`. */
export function answerWithoutRegister(answer: SessionHere): void {
  state.sessionOfProcessor ??= answer;
}
