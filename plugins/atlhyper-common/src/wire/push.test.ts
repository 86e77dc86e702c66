import { kubernetesApiSchema } from './push';

describe('kubernetesApiSchema', () => {
  const isTaken = (url: string) =>
    kubernetesApiSchema.safeParse({ url }).success;

  it.each([
    ['https://api.prod.example.com:6443', true],
    ['http://127.0.0.1:40001', true],
    ['http://[::1]:8080', true],
    ['http://api.prod.example.com', false],
    ['https://user:password@api.prod.example.com', false],
    ['file:///etc/passwd', false],
    ['api.prod.example.com', false],
  ])('of %s: %s', (url, taken) => {
    expect(isTaken(url)).toBe(taken);
  });

  it('needs nothing that Node.js 20 does not have', () => {
    const parse = jest.spyOn(URL, 'parse').mockImplementation(() => {
      throw new TypeError('URL.parse is not a function');
    });
    expect(isTaken('https://api.prod.example.com:6443')).toBe(true);
    parse.mockRestore();
  });
});
