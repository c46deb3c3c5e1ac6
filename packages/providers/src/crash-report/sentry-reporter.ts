import type { CrashReporter } from '@holdfast/core/ports/crash-reporter';
import { defaultStackParser, type ErrorEvent, makeNodeTransport, NodeClient, Scope } from '@sentry/node';
import { scrubText } from './scrub.ts';

export interface SentryOptions {
  /** Of Sentry or anything that speaks its protocol. */
  readonly dsn: string;
  readonly release: string;
  readonly environment: string;
  /** The log stays complete, whatever happens to the service. */
  readonly alsoTo: CrashReporter;
}

/** Only what is listed here leaves: error types, scrubbed messages, stack frames and our own tags. */
function scrubEvent(event: ErrorEvent): ErrorEvent {
  const values = event.exception?.values?.map((value) => ({
    ...value,
    ...(value.value === undefined ? {} : { value: scrubText(value.value) }),
    ...(value.stacktrace === undefined
      ? {}
      : { stacktrace: { frames: value.stacktrace.frames?.map(({ vars: _vars, ...frame }) => frame) ?? [] } }),
  }));
  return {
    type: undefined,
    ...(event.event_id === undefined ? {} : { event_id: event.event_id }),
    ...(event.timestamp === undefined ? {} : { timestamp: event.timestamp }),
    ...(event.tags === undefined ? {} : { tags: event.tags }),
    ...(event.release === undefined ? {} : { release: event.release }),
    ...(event.environment === undefined ? {} : { environment: event.environment }),
    level: event.level ?? 'error',
    platform: 'node',
    ...(values === undefined ? {} : { exception: { values } }),
  };
}

/** A client of its own without integrations: nothing is patched, nothing is collected behind our back. */
export function createSentryReporter(options: SentryOptions): CrashReporter {
  const client = new NodeClient({
    dsn: options.dsn,
    release: options.release,
    environment: options.environment,
    transport: makeNodeTransport,
    stackParser: defaultStackParser,
    integrations: [],
    sendClientReports: false,
    beforeSend: scrubEvent,
  });
  client.init();

  return {
    report: (error, context) => {
      options.alsoTo.report(error, context);
      const scope = new Scope();
      scope.setClient(client);
      scope.setTags({ where: context.where, route: context.route, request_id: context.requestId });
      scope.captureException(error);
    },
    close: async (timeoutMs) => {
      await client.close(timeoutMs);
    },
  };
}
