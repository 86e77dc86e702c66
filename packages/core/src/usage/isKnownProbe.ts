/** Drivers of devices that measure themselves: processors, drives, memory, graphics, network cards. */
const DEVICES =
  /^(coretemp|k8temp|k10temp|zenpower|via_cputemp|x86_pkg_temp|nvme|drivetemp|jc42|spd5118|amdgpu|radeon|nouveau|xe|i915|mlx\d|bnxt_en|ixgbe|i350bb|iwlwifi)/;

/**
 * Whether a temperature is that of a probe: one inside a CPU or another device, or one that its driver
 * gives a limit for. Chips of main boards have more inputs than boards have probes, and an open one
 * shows whatever it likes; such a reading is shown, and judged by nothing.
 */
export function isKnownProbe(sensor: {
  chip: string;
  cpu?: boolean;
  highCelsius?: number;
  criticalCelsius?: number;
}): boolean {
  const { chip, cpu, highCelsius, criticalCelsius } = sensor;
  return (
    cpu === true ||
    highCelsius !== undefined ||
    criticalCelsius !== undefined ||
    DEVICES.test(chip)
  );
}
