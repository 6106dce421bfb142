import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { appsDir, nodeBinary } from './app-process';

/** What Lambda gets from the function. */
export interface Answer {
  readonly kind: 'response' | 'error' | 'init error' | 'exit';
  /** JSON, unless it is streamed. */
  readonly body: string;
  readonly ms: number;
}

/**
 * Lambda around a function: a process of its runtime client, and the Runtime API for it. Between invocations the process is
 * frozen, as Lambda does: from the moment that it asks for the next one.
 */
export interface Lambda {
  /** Thaws the process, hands it the event, and freezes it when it asks for the next one. */
  invoke(event: unknown, timeoutMs?: number): Promise<Answer>;
  readonly stderr: string;
  close(): Promise<void>;
}

interface LambdaOptions {
  /** The version of `aws-lambda-ric`. */
  readonly runtime: number;
  readonly handler: string;
  /** The folder of the function. Default: that of the functions in `test/apps`. */
  readonly task?: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

const root = join(appsDir, 'lambda');

export async function startLambda({ runtime, handler, task = root, args = [], env }: LambdaOptions): Promise<Lambda> {
  let invocations = 0;
  let startedAt = 0;
  let answer: Answer | undefined;
  let answered = (): void => {};
  /** The runtime's request for the next invocation. */
  let asking: ServerResponse | undefined;
  let asked = (): void => {};
  const finish = (kind: Answer['kind'], body: string): void => {
    answer = { kind, body, ms: performance.now() - startedAt };
  };

  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '';
    const body = await text(request);
    if (path.endsWith('/next')) {
      asking = response;
      if (invocations > 0) child.kill('SIGSTOP');
      asked();
      answered();
      return;
    }
    response.writeHead(202).end('{}');
    if (path.endsWith('/init/error')) {
      finish('init error', body);
      answered();
    } else finish(path.endsWith('/error') ? 'error' : 'response', body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  let stderr = '';
  const child: ChildProcess = spawn(
    nodeBinary,
    ['--require', join(root, 'rapid-client.cjs'), ...args, join(root, `runtime-${runtime}.mjs`)],
    {
      cwd: task,
      env: {
        PATH: process.env['PATH'],
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(server.address() as AddressInfo).port}`,
        AWS_LAMBDA_FUNCTION_NAME: 'shop',
        AWS_LAMBDA_FUNCTION_VERSION: '1',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
        AWS_LAMBDA_LOG_GROUP_NAME: 'logs',
        AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
        LAMBDA_TASK_ROOT: task,
        _HANDLER: handler,
        ...env,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const exited = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  exited.then(() => {
    if (answer?.kind !== 'init error') finish('exit', '');
    answered();
  });

  const ready = new Promise<void>((resolve) => {
    asked = resolve;
  });
  return {
    get stderr() {
      return stderr;
    },
    async invoke(event, timeoutMs = 30_000) {
      await Promise.race([ready, exited]);
      if (answer?.kind === 'init error' || answer?.kind === 'exit') return answer;
      invocations += 1;
      startedAt = performance.now();
      answer = undefined;
      const done = new Promise<Answer>((resolve) => {
        answered = () => answer !== undefined && resolve(answer);
      });
      child.kill('SIGCONT');
      asking
        ?.writeHead(200, {
          'lambda-runtime-aws-request-id': `request-${invocations}`,
          'lambda-runtime-deadline-ms': String(Date.now() + timeoutMs),
          'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-central-1:000000000000:function:shop',
        })
        .end(JSON.stringify(event));
      return done;
    },
    async close() {
      child.kill('SIGKILL');
      await exited;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
