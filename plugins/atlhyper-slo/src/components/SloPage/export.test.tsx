import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { domainsResponse, sharedDomain } from '../../__fixtures__/domains';
import { renderSloPage } from '../../__testUtils__/renderSloPage';

describe('the export of a list', () => {
  const blobs: Blob[] = [];
  const names: string[] = [];
  beforeEach(() => {
    blobs.length = 0;
    names.length = 0;
    URL.createObjectURL = (blob: Blob) => {
      blobs.push(blob);
      return 'blob:list';
    };
    URL.revokeObjectURL = () => {};
    jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function click(this: HTMLAnchorElement) {
        names.push(this.download);
      });
  });

  it('holds what is shown, in the order shown', async () => {
    renderSloPage({}, '/?search=shop.example');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Download CSV' }),
    );
    const text = await blobs[0].text();
    const lines = text.split('\r\n');
    expect(lines[0]).toMatch(
      /^domain,path,match,condition,clusters,window,status,/,
    );
    expect(lines[1]).toMatch(/^shop\.example\.com,,,,demo,1d,critical,/);
    expect(lines[3]).toMatch(
      /^shop\.example\.com,\/api,prefix,,demo,1d,critical,/,
    );
    expect(lines[3]).toContain(',-32,');
    expect(lines).toHaveLength(5);
    expect(names).toEqual(['slo-ingress-own.csv']);
  });

  it('is named after what it holds', async () => {
    renderSloPage({}, '/?tab=services&window=30d&cluster=east-1');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Download CSV' }),
    );
    expect(names).toEqual(['slo-services-30d-east-1.csv']);
  });

  it('leaves figures of what is counted together empty', async () => {
    renderSloPage({
      getDomains: async () => ({ ...domainsResponse, domains: [sharedDomain] }),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Download CSV' }),
    );
    const [, domain, path] = (await blobs[0].text()).split('\r\n');
    expect(domain).toBe(
      'blog.example.com,,,,demo,1d,no_data,shared,,95,300,95,default,,,,,,',
    );
    expect(path).toMatch(/,1d,no_data,shared,,95,300,95,default,,,,,,$/);
  });
});
