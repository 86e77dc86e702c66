/**
 * A host as every part of the product writes it: in lower case, without the dot of the DNS root, and in
 * ASCII (IDNA, `xn--…`), since that is how requests and certificates name it. A pattern (`*`, `~…`) and
 * what is no host stay as they are, but for their case.
 */
export function canonicalHost(host: string): string {
  if (host.startsWith('~')) return host;
  const plain = host.toLowerCase().replace(/\.$/, '');
  return isAscii(plain) ? plain : toAscii(plain);
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function toAscii(host: string): string {
  try {
    // A wildcard is no character of a URL's host.
    const [, star, name] = /^(\*\.)?(.*)$/.exec(host)!;
    return `${star ?? ''}${new URL(`http://${name}`).hostname}`;
  } catch {
    return host;
  }
}
