import { MINUTE_MS, type NodeMetricRule } from './NodeMetricRule';

/**
 * Of each sensor, by a limit of its own where it names one; processors slow down from 80 °C on. What
 * a sensor calls high is worth a warning and no more. A sensor was no hotter over a stretch than the
 * hottest was on average.
 */
export const temperatureCelsius: NodeMetricRule = {
  metric: 'temperatureCelsius',
  unit: 'celsius',
  clearMargin: 5,
  defaults: [{ limit: 80, forMs: MINUTE_MS, severity: 'warning' }],
  measure: ({ sensors, temperatureMaxCelsius = Infinity }, severity) =>
    sensors &&
    Object.entries(sensors).map(([part, sensor]) => ({
      part,
      value: Math.min(sensor.celsius, temperatureMaxCelsius),
      limit:
        severity === 'critical'
          ? sensor.criticalCelsius
          : sensor.highCelsius ?? sensor.criticalCelsius,
    })),
};
