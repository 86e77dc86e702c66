import { createServicePorts } from './servicePorts';

const ports = createServicePorts([
  {
    namespace: 'shop',
    name: 'web',
    ports: [
      { name: 'http', port: 80, targetPort: 8080 },
      { name: 'admin', port: 9000, targetPort: 'admin' },
    ],
  },
  { namespace: 'shop', name: 'far', isExternal: true, ports: [] },
]);
const at = (name: string, port?: number | string) => ({
  namespace: 'shop',
  name,
  port,
});

describe('the port of a Service', () => {
  it.each([80, '80', 'http'])(
    'is a number, however it is written: %j',
    port => {
      const resolved = ports.resolve(at('web', port));
      expect(resolved).toEqual(at('web', 80));
      expect(ports.problemOf(resolved)).toBeUndefined();
    },
  );

  it.each([80, '80', 'http'])('leads to that of the endpoints: %j', port => {
    expect(ports.targetOf(at('web', port))).toBe(8080);
  });

  it('is not known where the endpoints name theirs', () => {
    expect(ports.targetOf(at('web', 9000))).toBeUndefined();
  });

  it.each([8080, 'https'])(
    'is a problem where the Service has none: %j',
    port => {
      const resolved = ports.resolve(at('web', port));
      expect(resolved).toEqual(at('web', port));
      expect(ports.problemOf(resolved)).toBe(
        `the Service "shop/web" has no port "${port}"`,
      );
    },
  );

  it('may be any number of an external Service, which lists none', () => {
    expect(ports.problemOf(at('far', 443))).toBeUndefined();
    expect(ports.problemOf(at('far', 'https'))).toBeDefined();
  });

  it('stays as it is of a Service that was not read', () => {
    expect(ports.resolve(at('other', 'http'))).toEqual(at('other', 'http'));
    expect(ports.problemOf(at('other', 'http'))).toBeUndefined();
  });
});
