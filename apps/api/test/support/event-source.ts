type Listener = (event: MessageEvent) => void;

/** The part of `EventSource` that tRPC's link uses, over fetch, with headers that a browser's own could not send. */
export function createEventSource(headers: Readonly<Record<string, string>>) {
  return class FetchEventSource extends EventTarget {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSED = 2;
    readonly CONNECTING = 0;
    readonly OPEN = 1;
    readonly CLOSED = 2;
    readonly url: string;
    readonly withCredentials = false;
    readyState = 0;
    onopen: Listener | null = null;
    onmessage: Listener | null = null;
    onerror: Listener | null = null;
    readonly #abort = new AbortController();

    constructor(url: string) {
      super();
      this.url = url;
      void this.#run().catch(() => this.dispatchEvent(new Event('error')));
    }

    async #run(): Promise<void> {
      const response = await fetch(this.url, { headers, signal: this.#abort.signal });
      this.readyState = 1;
      this.dispatchEvent(new Event('open'));
      let text = '';
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += chunk;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          this.#emit(text.slice(0, end));
          text = text.slice(end + 2);
        }
      }
    }

    #emit(frame: string): void {
      const fields = new Map(frame.split('\n').map((line) => line.split(/: ?(.*)/s) as [string, string]));
      const data = fields.get('data');
      if (data === undefined) return;
      const type = fields.get('event') ?? 'message';
      this.dispatchEvent(new MessageEvent(type, { data, lastEventId: fields.get('id') ?? '' }));
    }

    close(): void {
      this.readyState = 2;
      this.#abort.abort();
    }
  };
}
