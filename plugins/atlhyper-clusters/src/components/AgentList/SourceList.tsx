import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  AgentState,
  SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { useFormatters } from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperClustersTranslationRef } from '../../translation';
import { StateLabel } from '../StateLabel/StateLabel';

const LABEL_STATES = {
  ok: 'ok',
  failing: 'failing',
  starting: 'starting',
  not_available: 'absent',
} as const;

/** What needs a look comes first. */
const STATES = ['failing', 'starting', 'ok', 'not_available'] as const;

const useStyles = makeStyles(theme => ({
  list: {
    listStyle: 'none',
    margin: theme.spacing(1, 0),
    padding: 0,
    columnWidth: 360,
  },
  source: {
    padding: theme.spacing(0.5, 0),
    overflowWrap: 'anywhere',
    breakInside: 'avoid',
  },
  name: { fontFamily: 'monospace', marginRight: theme.spacing(1) },
  message: { ...theme.typography.body2, color: theme.palette.text.secondary },
}));

/** "3 Failing, 24 OK" */
export function useSourceSummary() {
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  return (sources: readonly SourceState[]) =>
    STATES.map(state => ({
      state,
      count: sources.filter(source => source.state === state).length,
    }))
      .filter(({ count }) => count > 0)
      .map(({ state, count }) => `${count} ${t(`source.${state}`)}`)
      .join(', ');
}

/** One source, and why it does not fare well. */
export const Source = (props: { source: SourceState }) => {
  const { source } = props;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const format = useFormatters();
  const classes = useStyles();
  const age =
    source.lastSuccessMs === undefined
      ? t('source.never')
      : t('source.lastSuccess', {
          ago: format.ago(source.lastSuccessMs, Date.now()),
        });
  return (
    <li className={classes.source}>
      <span className={classes.name}>{source.name}</span>
      <StateLabel
        state={LABEL_STATES[source.state]}
        label={t(`source.${source.state}`)}
      />
      <div className={classes.message}>
        {/* What succeeds at this moment needs no age, what is not there never had one. */}
        {[
          source.message,
          (source.state === 'failing' || source.state === 'starting') && age,
        ]
          .filter(Boolean)
          .join(' · ')}
      </div>
    </li>
  );
};

/** The sources of one agent with their states. */
export const SourceList = (props: { agent: AgentState }) => {
  const { sources, hostname } = props.agent;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  const classes = useStyles();
  const summaryOf = useSourceSummary();
  const sorted = [...sources].sort(
    (a, b) =>
      STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
      (a.name < b.name ? -1 : 1),
  );
  return (
    <>
      <Typography variant="body2">
        {t('source.title', { count: sources.length })}
        {sources.length > 0 && `: ${summaryOf(sources)}`}
      </Typography>
      <ul className={classes.list} aria-label={t('source.label', { hostname })}>
        {sorted.map(source => (
          <Source key={source.name} source={source} />
        ))}
      </ul>
    </>
  );
};
