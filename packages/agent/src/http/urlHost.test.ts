import { urlHost } from './urlHost';

describe('urlHost', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['agent.atlhyper', 'agent.atlhyper'],
    ['fd00::5', '[fd00::5]'],
    ['[fd00::5]', '[fd00::5]'],
  ])('writes %s as %s', (host, expected) => {
    expect(urlHost(host)).toBe(expected);
    expect(new URL(`http://${urlHost(host)}:8095/`).port).toBe('8095');
  });
});
