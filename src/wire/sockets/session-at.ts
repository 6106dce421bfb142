import type { OpenSession } from './socket-calls';

/** What reads the messages of a socket at a path, loaded with the first one. */
export function sessionAt(path: string): OpenSession {
  if (/Bidi/.test(path)) {
    return (require('../apis/gemini-live/session') as typeof import('../apis/gemini-live/session')).liveSession;
  }
  if (/\/invoke-with-bidirectional-stream$/.test(path)) {
    return (require('../apis/nova-sonic/session') as typeof import('../apis/nova-sonic/session')).sonicSession;
  }
  if (/\/realtime\/?$/.test(path)) {
    return (require('../apis/realtime/session') as typeof import('../apis/realtime/session')).realtimeSession;
  }
  return (require('../apis/realtime/responses') as typeof import('../apis/realtime/responses')).responsesSession;
}
