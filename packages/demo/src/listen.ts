import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';

/** Listens on the loopback interface only; resolves with the port, which is a free one for 0. */
export async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}
