// The fork in the road between a connector and its vendor: each request goes where it is told to, and is kept.
import { createServer } from "node:http";

const OWN = ["host", "connection", "content-length", "accept-encoding", "transfer-encoding"];
const PACKED = ["content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"];

export class Fork {
  /** What was asked and answered: `{ request: "POST /x", method, path, headers, body, status, text }`. */
  exchanges = [];
  #server;

  /**
   * `choose({ request, headers })` says where a request goes and what headers are added: `[address, headers]`. Where
   * a reply names one of the addresses in `behind`, the fork's own stands there: next pages come this way too.
   */
  static async start(choose, behind = []) {
    const self = new Fork();
    self.choose = choose;
    self.#server = createServer((request, response) =>
      self.#pass(request, response, behind).catch((error) => response.writeHead(502).end(String(error))),
    );
    await new Promise((listening) => self.#server.listen(0, "127.0.0.1", listening));
    self.url = `http://127.0.0.1:${self.#server.address().port}`;
    return self;
  }

  async #pass(incoming, response, behind) {
    const body = Buffer.concat(await incoming.toArray());
    const headers = { ...incoming.headers };
    for (const own of OWN) delete headers[own];
    const request = `${incoming.method} ${incoming.url.replace(/\?.*/, "")}`;
    const [to, more = {}] = this.choose({ request, headers });
    const answer = await fetch(to + incoming.url, {
      method: incoming.method,
      headers: { ...headers, ...more },
      body: body.length ? body : undefined,
      redirect: "manual",
    });
    let text = await answer.text();
    for (const address of behind) text = text.replaceAll(address, this.url);
    this.exchanges.push({ request, method: incoming.method, path: incoming.url, headers, body: body.toString(), status: answer.status, text });
    const sent = Object.fromEntries([...answer.headers].filter(([name]) => !PACKED.includes(name)));
    response.writeHead(answer.status, sent).end(text);
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
