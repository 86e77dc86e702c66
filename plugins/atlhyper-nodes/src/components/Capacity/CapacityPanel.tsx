import { useMemo } from 'react';
import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  endpoints,
  type CapacityForecast,
  type CapacityResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  NO_DATA,
  PolledContent,
  useFormatters,
  useEndpoint,
  DataList,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperNodesTranslationRef } from '../../translation';
import { Block } from '../NodeDetails/Block';

/** Trends are those of days. */
const POLL_MS = 300_000;

/** One forecast of a node, or of all nodes together where `node` is absent. */
type Row = { node?: string; forecast: CapacityForecast };

const expectedMs = ({ full }: CapacityForecast) =>
  full?.expectedMs ?? Number.MAX_SAFE_INTEGER;

/** What runs out first comes first, then what grows least slowly. */
function toRows({ forecasts, nodes }: CapacityResponse): Row[] {
  const ofNodes = nodes
    .flatMap(({ node, forecasts: some }) =>
      some.map(forecast => ({ node, forecast })),
    )
    .sort(
      (a, b) =>
        expectedMs(a.forecast) - expectedMs(b.forecast) ||
        a.node.localeCompare(b.node),
    );
  return [...forecasts.map(forecast => ({ forecast })), ...ofNodes];
}

/** When a resource is full, as a span of time that says how sure that is. */
function useFullText() {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  return ({ state, full }: CapacityForecast): string => {
    if (state === 'unknown') {
      return t('capacity.unknown');
    }
    if (!full) {
      return t('capacity.steady');
    }
    return t('capacity.full', {
      expected: format.dateTime(full.expectedMs),
      earliest: format.dateTime(full.earliestMs),
      latest:
        full.latestMs === undefined
          ? t('capacity.never')
          : format.dateTime(full.latestMs),
    });
  };
}

const CapacityTable = (props: { answer: CapacityResponse }) => {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  const fullText = useFullText();
  const rows = useMemo(() => toRows(props.answer), [props.answer]);
  return (
    <>
      <Typography variant="body2" color="textSecondary">
        {t('capacity.hint')}
      </Typography>
      <DataList
        list="forecasts"
        label={t('capacity.title')}
        columns={[
          {
            id: 'of',
            title: t('capacity.of'),
            value: ({ node }) => node ?? t('capacity.allNodes'),
          },
          {
            id: 'resource',
            title: t('capacity.resource'),
            value: ({ forecast }) =>
              [t(`capacity.${forecast.resource}`), forecast.mount]
                .filter(Boolean)
                .join(' '),
          },
          {
            id: 'used',
            title: t('capacity.used'),
            value: ({ forecast }) => forecast.usedFraction,
            cell: ({ forecast }) => format.fraction(forecast.usedFraction),
            numeric: true,
          },
          {
            id: 'perDay',
            title: t('capacity.perDay'),
            value: ({ forecast }) => forecast.perDayFraction?.estimate,
            cell: ({ forecast: { perDayFraction } }) =>
              perDayFraction
                ? t('capacity.growth', {
                    value: format.fraction(perDayFraction.estimate),
                    low: format.fraction(perDayFraction.low),
                    high: format.fraction(perDayFraction.high),
                  })
                : NO_DATA,
            numeric: true,
          },
          {
            id: 'full',
            title: t('capacity.whenFull'),
            value: ({ forecast }) => forecast.full?.expectedMs,
            cell: ({ forecast }) => fullText(forecast),
            wraps: true,
          },
        ]}
        rows={rows}
        rowId={({ node = '', forecast }) =>
          [node, forecast.resource, forecast.mount].join(' ')
        }
      />
    </>
  );
};

/** The first thing to run out, in a line. */
function useSummary() {
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const format = useFormatters();
  return (answer?: CapacityResponse): string | undefined => {
    if (!answer) {
      return undefined;
    }
    const first = toRows(answer).find(
      ({ node, forecast }) => node !== undefined && forecast.full,
    );
    return first
      ? t('capacity.first', {
          resource: t(`capacity.${first.forecast.resource}`),
          node: first.node!,
          expected: format.dateTime(first.forecast.full!.expectedMs),
        })
      : t('capacity.nothing');
  };
}

/** When memory and disks of a cluster's nodes run out if they go on growing as they did. */
export const CapacityPanel = (props: { cluster: string }) => {
  const { cluster } = props;
  const { t } = useTranslationRef(atlhyperNodesTranslationRef);
  const summaryOf = useSummary();
  const polled = useEndpoint(
    endpoints.getCapacity,
    { params: { cluster } },
    { intervalMs: POLL_MS },
  );
  return (
    <Box mb={2}>
      <Block title={t('capacity.title')} summary={summaryOf(polled.value)}>
        <div style={{ width: '100%' }}>
          <PolledContent polled={polled} permission="atlhyper.node.read">
            {answer => <CapacityTable answer={answer} />}
          </PolledContent>
        </div>
      </Block>
    </Box>
  );
};
