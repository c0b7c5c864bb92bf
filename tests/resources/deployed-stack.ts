/** A stand-in for CloudFormation that answers what is deployed, refuses everything else, and remembers what it was asked. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export class DeployedStack {
  readonly asked: string[] = [];
  readonly #server: Server;

  constructor(template: string) {
    this.#server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const action = new URLSearchParams(body).get('Action') ?? `${request.method} ${request.url}`;
      this.asked.push(action);
      if (request.url?.startsWith('/2015-03-31/event-source-mappings')) {
        response.setHeader('content-type', 'application/json').end('{"EventSourceMappings":[]}');
        return;
      }
      response.setHeader('content-type', 'text/xml');
      if (action === 'GetTemplate') {
        response.end(
          `<GetTemplateResponse><GetTemplateResult><TemplateBody><![CDATA[${template}]]></TemplateBody></GetTemplateResult></GetTemplateResponse>`,
        );
        return;
      }
      response.statusCode = 400;
      const message = `${action} is not expected here`;
      response.end(
        `<ErrorResponse><Error><Code>NotExpected</Code><Message>${message}</Message></Error></ErrorResponse>`,
      );
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
