import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { TemperatureMetrics } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useFormatters,
  DataTable,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';

/** Every sensor with the limits that its driver names. */
export const TemperatureBlock = (props: {
  temperature: TemperatureMetrics;
}) => {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  return (
    <DataTable
      title={t('temperature.title')}
      titleHidden
      columns={[
        t('temperature.sensor'),
        t('temperature.now'),
        t('temperature.high'),
        t('temperature.critical'),
      ]}
      rows={props.temperature.sensors.map((sensor, index) => ({
        // Two sockets have chips and sensors of the same names.
        id: `${index} ${sensor.chip} ${sensor.name}`,
        cells: [
          `${sensor.chip} ${sensor.name}${sensor.cpu ? ' (CPU)' : ''}`,
          format.celsius(sensor.celsius),
          format.celsius(sensor.highCelsius),
          format.celsius(sensor.criticalCelsius),
        ],
      }))}
    />
  );
};
