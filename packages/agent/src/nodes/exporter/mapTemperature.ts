import type { NodeFacts } from '../../collector/NodeReader';
import {
  CPU_CHIPS,
  CPU_LABELS,
  isCelsius,
  toTemperatureFacts,
} from '../../collector/readers/temperature';
import type { ExporterInterval, ExporterScrape } from './ExporterScrape';

type Sensor = NonNullable<NodeFacts['temperature']>['sensors'][number];

const MAX_SENSORS = 256;
const MAX_CHARS = 128;

/** Sensors of hwmon and, where it has none, the thermal zones, as our own reader takes them. */
export function mapTemperature({ now }: ExporterInterval): NodeFacts {
  const hwmon = readHwmon(now);
  const sensors = hwmon.length > 0 ? hwmon : readThermalZones(now);
  return toTemperatureFacts(sensors.slice(0, MAX_SENSORS));
}

function readHwmon(scrape: ExporterScrape): Sensor[] {
  const keyOf = ({ chip, sensor }: Readonly<Record<string, string>>) =>
    JSON.stringify([chip, sensor]);
  const limits = (name: string) =>
    new Map(
      scrape.list(name).map(({ labels, value }) => [keyOf(labels), value]),
    );
  const high = limits('hwmon_temp_max_celsius');
  const critical = limits('hwmon_temp_crit_celsius');
  const chips = new Map(
    scrape
      .list('hwmon_chip_names')
      .map(({ labels }) => [labels.chip, labels.chip_name]),
  );
  const names = new Map(
    scrape
      .list('hwmon_sensor_label')
      .map(({ labels }) => [keyOf(labels), labels.label]),
  );
  return scrape.list('hwmon_temp_celsius').flatMap(({ labels, value }) => {
    if (!isCelsius(value)) return [];
    const key = keyOf(labels);
    const chip = chips.get(labels.chip) ?? labels.chip ?? '';
    const name = names.get(key) ?? labels.sensor ?? '';
    return {
      chip: chip.slice(0, MAX_CHARS),
      name: name.slice(0, MAX_CHARS),
      cpu: CPU_CHIPS.test(chip) || CPU_LABELS.test(name),
      ...limitOf('highCelsius', high.get(key)),
      ...limitOf('criticalCelsius', critical.get(key)),
      celsius: value,
    };
  });
}

function readThermalZones(scrape: ExporterScrape): Sensor[] {
  return scrape.list('thermal_zone_temp').flatMap(({ labels, value }) => {
    const { type: chip = 'thermal', zone = '' } = labels;
    return isCelsius(value)
      ? {
          chip: chip.slice(0, MAX_CHARS),
          name: `thermal_zone${zone}`.slice(0, MAX_CHARS),
          cpu: CPU_CHIPS.test(chip),
          celsius: value,
        }
      : [];
  });
}

/** A limit of 0 or beyond what can be measured is one that nobody set. */
function limitOf(name: 'highCelsius' | 'criticalCelsius', value?: number) {
  return value !== undefined && value > 0 && isCelsius(value)
    ? { [name]: value }
    : {};
}
