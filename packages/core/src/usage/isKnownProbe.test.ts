import { isKnownProbe } from './isKnownProbe';

describe('isKnownProbe', () => {
  it.each([
    ['a CPU', { chip: 'k10temp', cpu: true }, true],
    ['a drive', { chip: 'nvme', cpu: false }, true],
    ['a graphics card', { chip: 'amdgpu', cpu: false }, true],
    [
      'a board with a limit',
      { chip: 'it8728', cpu: false, highCelsius: 70 },
      true,
    ],
    [
      'a zone with a limit',
      { chip: 'acpitz', cpu: false, criticalCelsius: 105 },
      true,
    ],
    ['a board', { chip: 'nct6793', cpu: false }, false],
    ['a zone', { chip: 'acpitz', cpu: false }, false],
    ['a board of another make', { chip: 'it8728', cpu: false }, false],
  ])('of %s', (_, sensor, known) => {
    expect(isKnownProbe(sensor)).toBe(known);
  });
});
