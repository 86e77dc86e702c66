import { createServer, type AddressInfo, type Server } from 'node:net';

/** Peers probe one after the other, each with one connection at a time. */
const MAX_CONNECTIONS = 64;

/** Accepts connections of other nodes' probes and ends them at once; nothing is read. */
export class ProbeListener {
  private readonly server: Server;

  constructor() {
    this.server = createServer({ pauseOnConnect: true }, socket => {
      // A peer that resets the connection has what it wanted.
      socket.on('error', () => {});
      socket.destroy();
    });
    this.server.maxConnections = MAX_CONNECTIONS;
  }

  /** @returns the port, which is chosen by the system if `port` is 0 */
  listen(port: number, host?: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        resolve((this.server.address() as AddressInfo).port);
      });
    });
  }

  close(): Promise<void> {
    return new Promise(resolve => {
      this.server.close(() => resolve());
    });
  }
}
