import type { SourceInput } from './types';
import {
  availabilityOf,
  isCustomSource,
  isGpuSource,
  isNetworkSource,
  isUsageSource,
} from './usageSources';

const source = (
  name: string,
  state: SourceInput['state'] = 'ok',
  message?: string,
): SourceInput => ({ name, state, message });

describe('sources of the agent', () => {
  it.each([
    ['usage', ['usage']],
    ['usage/kubelet', ['usage']],
    ['usage/dcgm', ['usage', 'gpu']],
    ['gpu', ['gpu']],
    ['gpu/n1', ['gpu']],
    ['network', ['network']],
    ['network/probes', ['network']],
    ['custom/dcgm', ['custom', 'gpu']],
    ['custom', ['custom']],
    ['routes', []],
    ['my/usage', []],
    ['dcgm/more', []],
  ])('"%s" gives %j', (name, expected) => {
    const gives = {
      usage: isUsageSource,
      network: isNetworkSource,
      custom: isCustomSource,
      gpu: isGpuSource,
    };
    const found = Object.entries(gives).filter(([, is]) => is(source(name)));
    expect(found.map(([kind]) => kind)).toEqual(expected);
  });
});

describe('availabilityOf', () => {
  it('is ok where there are figures, whatever a source says', () => {
    expect(
      availabilityOf(true, [source('usage', 'failing')], 'advice'),
    ).toEqual({ state: 'ok' });
  });

  it('gives what each source that has none says, else how it stands', () => {
    const sources = [
      source('usage/a', 'ok', 'well'),
      source('usage/b', 'failing', 'forbidden'),
      source('usage/c', 'not_available'),
    ];
    expect(availabilityOf(false, sources, 'advice')).toEqual({
      state: 'not_available',
      reason: 'usage/b: forbidden; usage/c is not available',
    });
  });

  it('gives advice where no source says why', () => {
    expect(availabilityOf(false, [source('usage')], 'advice')).toEqual({
      state: 'not_available',
      reason: 'advice',
    });
  });
});
