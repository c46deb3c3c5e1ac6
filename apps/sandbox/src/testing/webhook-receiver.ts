import { createServer } from 'node:http';

export interface ReceivedWebhook {
  eventId: string;
  signature: string;
  body: string;
  type: string;
}

export interface WebhookReceiver {
  url: string;
  received: ReceivedWebhook[];
  types: () => string[];
  /** Status codes for the next deliveries, first to last; afterwards 200. `hang` never answers. */
  answerWith: (...statuses: (number | 'hang')[]) => void;
  close: () => Promise<void>;
}

/** An endpoint that records deliveries unchanged. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  let answers: (number | 'hang')[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      received.push({
        eventId: String(request.headers['x-razorpay-event-id']),
        signature: String(request.headers['x-razorpay-signature']),
        body,
        type: (JSON.parse(body) as { event: string }).event,
      });
      const answer = answers.shift() ?? 200;
      if (answer !== 'hang') response.writeHead(answer).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/webhooks/razorpay`,
    received,
    types: () => received.map((webhook) => webhook.type),
    answerWith: (...statuses) => {
      answers = statuses;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
