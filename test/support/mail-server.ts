import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** What a mail server says instead of taking a message. */
export interface Reply {
  code: number;
  text: string;
  /** In answer to what. */
  to?: 'MAIL FROM' | 'RCPT TO' | 'DATA';
}

/** A real mail server on a port of its own, with what it was told to say and what it has taken. */
export interface TestMailServer extends AsyncDisposable {
  url: string;
  /** What it has taken, in that order. */
  mails: ParsedMail[];
  /** Next replies to messages for an address; it takes them once there are none left. */
  replies: Map<string, Reply[]>;
  /** Called when a message has been received, before it is said to have been taken. */
  onReceived: (mail: ParsedMail) => void | Promise<void>;
  /** Called for each recipient, before the answer. */
  onRecipient: (address: string) => void;
  /** Ends all connections, in the middle of whatever they do. */
  hangUp(): void;
  /** Hangs up and is no longer there. */
  stop(): Promise<void>;
}

export async function startMailServer(options: SMTPServerOptions = {}): Promise<TestMailServer> {
  const sockets = new Set<Socket>();
  const replyTo = (address: string, command: Reply['to']) => {
    const [next] = mailServer.replies.get(address) ?? [];
    if (!next || (next.to ?? 'RCPT TO') !== command) return null;
    mailServer.replies.get(address)!.shift();
    return Object.assign(new Error(next.text), { responseCode: next.code });
  };
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onMailFrom({ address }, _session, answer) {
      answer(replyTo(address, 'MAIL FROM'));
    },
    onRcptTo({ address }, _session, answer) {
      mailServer.onRecipient(address);
      answer(replyTo(address, 'RCPT TO'));
    },
    onData(stream, { envelope }, answer) {
      const receive = async () => {
        const mail = await simpleParser(stream);
        const refusal = replyTo(envelope.rcptTo[0]!.address, 'DATA');
        if (refusal) return refusal;
        mailServer.mails.push(mail);
        await mailServer.onReceived(mail);
        return null;
      };
      receive().then(answer, answer);
    },
    ...options,
  });
  // A client that hangs up, or that does not trust us, is what some tests are about.
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;

  const mailServer: TestMailServer = {
    url: `smtp://127.0.0.1:${port}`,
    mails: [],
    replies: new Map(),
    onReceived: () => undefined,
    onRecipient: () => undefined,
    hangUp() {
      for (const socket of sockets) socket.destroy();
    },
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(resolve));
      mailServer.hangUp();
      await closed;
    },
    [Symbol.asyncDispose]: () => mailServer.stop(),
  };
  return mailServer;
}

/** Addresses of a header. */
export const addressesOf = (header: ParsedMail['to']): string[] =>
  [header ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address ?? ''));
