/** Whether `claimed`, as `atlhyper.io/domains` has it, names only some paths of the domain. */
export function isNarrowed(domain: string, claimed?: string[]): boolean {
  const takesDomain = (entry: string) => {
    const host = entry.toLowerCase();
    return host.startsWith('*.')
      ? domain.endsWith(host.slice(1))
      : host === domain;
  };
  return claimed !== undefined && !claimed.some(takesDomain);
}
