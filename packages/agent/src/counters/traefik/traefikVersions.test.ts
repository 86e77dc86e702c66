import { describeVersions, versionOfImage } from './traefikVersions';

describe('the version of Traefik', () => {
  it.each([
    ['traefik:v3.6.2', '3.6.2'],
    ['docker.io/library/traefik:3.7', '3.7'],
    ['registry.example.com:5000/traefik:v2.11.53-alpine', '2.11.53'],
    ['rancher/mirrored-library-traefik:3.3.6@sha256:0123abcd', '3.3.6'],
    ['traefik:latest', undefined],
    ['traefik:v3', undefined],
    ['registry.example.com:5000/traefik', undefined],
    ['traefik@sha256:0123abcd', undefined],
    ['traefik:3.10.1.2', undefined],
  ])('is that of the tag: %s', (image, version) => {
    expect(versionOfImage(image)).toBe(version);
  });

  it.each([
    [[], undefined],
    [['3.6.2', '3.6.2'], 'Traefik 3.6.2'],
    [['3.7.9', '3.6.10', '3.6.9'], 'Traefik 3.6.9, 3.6.10, 3.7.9'],
    [
      ['3.7.9', '3.10.0'],
      'Traefik 3.7.9, 3.10.0, newer than 3.7: its names of routers and services may not be known',
    ],
  ])('is said, the newest last: %j', (versions, text) => {
    expect(describeVersions(versions)).toBe(text);
  });
});
