import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAdvertisedApi } from './readAdvertisedApi';

describe('readAdvertisedApi', () => {
  const dir = mkdtempSync(join(tmpdir(), 'atlhyper-api-'));
  afterAll(() => rmSync(dir, { recursive: true }));
  const url = 'https://api.example.com:6443';

  it('gives the address with the certificate as a kubeconfig holds it', () => {
    const file = join(dir, 'ca.crt');
    writeFileSync(file, '-----BEGIN CERTIFICATE-----\n');
    expect(readAdvertisedApi({ url, ca_file: file })).toEqual({
      url,
      caData: 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==',
    });
    expect(readAdvertisedApi({ url })).toEqual({ url });
    expect(readAdvertisedApi(undefined)).toBeUndefined();
  });

  it('names the key of a certificate that is not there', () => {
    expect(() =>
      readAdvertisedApi({ url, ca_file: join(dir, 'missing.crt') }),
    ).toThrow(/^kubernetes_api\.ca_file: /);
  });
});
