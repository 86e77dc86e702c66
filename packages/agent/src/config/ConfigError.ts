/** A wrong setting. The message begins with the key's path, e.g. `sources.traefik.port: …`. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}
