import type { Session } from '../../session/session-of';

/** What a child process is given. */
export interface ChildPlace {
  readonly port: number;
  readonly token: string;
  /** That a call made here and now would be in. */
  readonly session: Session | undefined;
  /** Of the span that is active where the child is started, as W3C's Trace Context has it. */
  readonly traceparent: string | undefined;
  /** How long texts may be; `undefined` where no content is captured. */
  readonly contentChars: number | undefined;
}

/** Headers of what the child sends. Not `authorization`, since a value with a space is not the same to all exporters. */
export const childHeaders = { token: 'x-honeyhive-token', session: 'x-honeyhive-session' } as const;

/** Names the variables that were set for a child: `register` in there removes them, since it records that process itself. */
export const markVariable = 'HH_CHILDREN_VARIABLES';

/** The environment that has a child export its spans and log events to this process. */
export function childVariables(place: ChildPlace): Readonly<Record<string, string>> {
  const { port, token, session, traceparent, contentChars } = place;
  const headers = [`${childHeaders.token}=${token}`];
  if (session !== undefined) headers.push(`${childHeaders.session}=${encodedSession(session)}`);
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_EXPORTER_OTLP_HEADERS: headers.join(','),
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'none',
    ...claudeCode,
    ...(contentChars === undefined ? {} : contentOfClaudeCode(contentChars)),
    ...(traceparent === undefined ? {} : { TRACEPARENT: traceparent }),
  };
}

/** Of Claude Code, which the Claude Agent SDK starts (2.1.332). Each second, so that little is lost where it is killed. */
const claudeCode = {
  CLAUDE_CODE_ENABLE_TELEMETRY: '1',
  CLAUDE_CODE_ENHANCED_TELEMETRY_BETA: '1', // its spans
  OTEL_TRACES_EXPORT_INTERVAL: '1000',
  OTEL_LOGS_EXPORT_INTERVAL: '1000',
};

const contentOfClaudeCode = (chars: number) => ({
  OTEL_LOG_RAW_API_BODIES: '1',
  OTEL_LOG_USER_PROMPTS: '1',
  OTEL_LOG_TOOL_DETAILS: '1',
  OTEL_LOG_TOOL_CONTENT: '1',
  CLAUDE_CODE_OTEL_CONTENT_MAX_LENGTH: String(chars),
});

/**
 * Gives a child variables that its environment does not have.
 * @param pairs its environment, as Node hands it to the system: `NAME=value`
 * @returns whether it could be done: a child with an OTLP endpoint or headers of its own is left as it is
 */
export function giveVariables(pairs: string[], variables: Readonly<Record<string, string>>): boolean {
  const names = new Set(pairs.map((pair) => pair.slice(0, pair.indexOf('=')).toUpperCase()));
  // Those of a process that this one was started by are replaced: the mark says which they are.
  const inherited = new Set(
    pairs
      .find((pair) => pair.startsWith(`${markVariable}=`))
      ?.slice(markVariable.length + 1)
      .split(','),
  );
  const isOwn = (name: string): boolean => names.has(name) && !inherited.has(name);
  if ([...names].some((name) => name.startsWith('OTEL_EXPORTER_OTLP_') && isOwn(name))) return false;
  const given = Object.entries(variables).filter(([name]) => !isOwn(name));
  const replaced = new Set([...given.map(([name]) => name), markVariable]);
  const kept = pairs.filter((pair) => !replaced.has(pair.slice(0, pair.indexOf('=')).toUpperCase()));
  const mark = `${markVariable}=${given.map(([name]) => name).join(',')}`;
  pairs.splice(0, pairs.length, ...kept, ...given.map(([name, value]) => `${name}=${value}`), mark);
  return true;
}

/** A session as the value of a header, whatever its id and its name are. */
const encodedSession = ({ id, name }: Session): string => Buffer.from(JSON.stringify([id, name])).toString('base64url');

/** `undefined` for what is none. */
export function decodedSession(value: unknown): Session | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const [id, name] = JSON.parse(Buffer.from(value, 'base64url').toString()) as readonly unknown[];
    return typeof id === 'string' ? { id, name: typeof name === 'string' ? name : undefined } : undefined;
  } catch {
    return undefined;
  }
}
