import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { TemperatureMetrics } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  useFormatters,
  DataList,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';

/** Every sensor with the limits that its driver names. */
export const TemperatureBlock = (props: {
  temperature: TemperatureMetrics;
}) => {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  return (
    <DataList
      list="sensors"
      label={t('temperature.title')}
      columns={[
        {
          id: 'sensor',
          title: t('temperature.sensor'),
          value: ({ sensor }) =>
            `${sensor.chip} ${sensor.name}${sensor.cpu ? ' (CPU)' : ''}`,
        },
        {
          id: 'now',
          title: t('temperature.now'),
          value: ({ sensor }) => sensor.celsius,
          cell: ({ sensor }) => format.celsius(sensor.celsius),
          numeric: true,
        },
        {
          id: 'high',
          title: t('temperature.high'),
          value: ({ sensor }) => sensor.highCelsius,
          cell: ({ sensor }) => format.celsius(sensor.highCelsius),
          numeric: true,
        },
        {
          id: 'critical',
          title: t('temperature.critical'),
          value: ({ sensor }) => sensor.criticalCelsius,
          cell: ({ sensor }) => format.celsius(sensor.criticalCelsius),
          numeric: true,
        },
      ]}
      rows={props.temperature.sensors.map((sensor, index) => ({
        sensor,
        index,
      }))}
      rowId={({ sensor, index }) =>
        /* Two sockets have chips and sensors of the same names. */ `${index} ${sensor.chip} ${sensor.name}`
      }
    />
  );
};
